#!/usr/bin/env bash
# A publishing program is killed at each of its system calls, told lies, and put on a full disk; after each the store is
# read as a whole, and the same is published after all. Needs strace (Debian: strace); skipped without it (exit code 77).
# Quiet about what strace prints; the store is in memory where that can be.
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"

publisher=$XNER_BUILD/tests/store_publisher
command -v strace >/dev/null || { echo "skipped: no strace"; exit 77; }
strace -f -qq -e trace=openat -o /dev/null true 2>/dev/null || { echo "skipped: strace may not trace here"; exit 77; }

if [[ -d /dev/shm && -w /dev/shm ]]; then
  fast=$(mktemp -d /dev/shm/xner-XXXXXX)
  trap 'rm -rf "$work" "$fast"' EXIT
  cd "$fast"
fi
key=$(printf 'a%.0s' {1..64})
other=$(printf 'b%.0s' {1..64})
mkdir -p outputs/model before
head -c 300000 /dev/zero >outputs/weights
echo '{}' >outputs/model/config.json
: >outputs/empty
echo 1 >before/a

fresh() {
  rm -rf store
  "$publisher" store publish "$other" before >/dev/null
}
# What a reader may find after anything: all sound, what was there still there, and the key can be published.
sound_after() {
  xner store verify --store store >out 2>err || fail "$*: the store is not sound"
  has out sound
  "$publisher" store publish "$key" outputs >out 2>err || fail "$*: cannot be published any more"
  xner store verify --store store >out 2>err || fail "$*: not sound after all was published"
  has out "2 records"
  xner store gc --store store --remove >out 2>err || fail "$*: gc"
  [[ -z $(ls store/tmp) ]] || fail "$*: left in tmp/: $(ls store/tmp)"
}
# traced CALL:HOW COMMAND...: its exit code in $code
traced() {
  local how=$1
  shift
  code=0
  strace -f -qq -o trace -e trace="${how%%:*}" -e inject="$how" "$@" >out 2>err || code=$?
}

# Killed at the n-th call, for every n there is; counters are per call (and per thread), so each is swept on its own.
kills=0
for call in openat write fsync link unlink close; do
  for ((n = 1; ; ++n)); do
    fresh
    traced "$call:signal=KILL:when=$n" "$publisher" store publish "$key" outputs
    if [[ $code == 0 ]]; then
      # `-e trace=none` and its like inject nothing: then nothing was tested.
      [[ $n -gt 1 ]] || fail "$call: the first run did not die"
      break
    fi
    [[ $code == 137 ]] || fail "$call $n: expected to be killed, found exit code $code"
    kills=$((kills + 1))
    sound_after "killed at $call $n"
  done
done
echo "$kills kills, a sound store after each"

# A call that fails publishes nothing and loses nothing; one that is interrupted is made again.
while read -r how most; do
  tried=0
  for ((n = 1; n <= most; ++n)); do
    fresh
    traced "$how:when=$n" "$publisher" store publish "$key" outputs
    [[ $code != 0 ]] || continue
    tried=$((tried + 1))
    [[ $code == 1 || $code == 127 ]] || fail "$how $n: expected exit code 1 (127: the loader's), found $code"
    sound_after "$how $n"
  done
  [[ $tried -gt 0 ]] || fail "$how: never failed"
done <<'END'
write:error=ENOSPC 5
fsync:error=EIO 5
link:error=EDQUOT 5
openat:error=EMFILE 40
END
fresh
traced "write:error=EINTR:when=1" "$publisher" store publish "$key" outputs
[[ $code == 0 ]] || fail "an interrupted write was not made again"
sound_after "EINTR"

# A disk that says it wrote what it did not: 100 bytes of 3, and of the 300,000 of the second file.
fresh
traced "write:retval=100:when=1" "$publisher" store publish "$key" outputs
[[ $code == 1 ]] || fail "a write of more than there was is believed"
sound_after "impossible write"
fresh
traced "write:retval=100:when=2" "$publisher" store publish "$key" outputs
[[ $code != 0 ]] || fail "a lying write was believed"
has err "bytes on the disk"
sound_after "lying write"

# The sweep finds a program that writes under final names: this one has to be caught.
caught=0
for ((n = 1; n < 12; ++n)); do
  fresh
  traced "write:signal=KILL:when=$n" "$publisher" store torn "$key" before
  [[ $code != 0 ]] || break
  xner store verify --store store >out 2>err || caught=$((caught + 1))
done
[[ $caught -gt 0 ]] || fail "a program that publishes half files was not caught"
echo "half files were caught after $caught kills"

# A real full disk, where a file system of its own may be mounted.
cat >full.sh <<'END'
mount -t tmpfs -o size=4m,nr_inodes=2000 none disk && cd disk
"$1" store publish "$2" ../before >/dev/null
head -c 3500000 /dev/zero >filler
if "$1" store publish "$3" ../outputs >../out 2>../err; then exit 3; fi
"$4" store verify >../verified && "$4" store ls >>../verified
rm filler
"$1" store publish "$3" ../outputs >>../out && "$4" store verify >>../verified
END
mkdir disk
if unshare -rm mount -t tmpfs none disk 2>/dev/null; then
  head -c 2000000 /dev/urandom >outputs/weights
  XNER_STORE=store unshare -rm sh -e full.sh "$publisher" "$other" "$key" "$XNER_BUILD/bin/xner" ||
    fail "full disk"
  has err "No space left on device"
  has err "xner store gc"
  has out new
  has verified "1 action,"
else
  echo "no mount of its own: the full disk is only tested by XNER_FAIL"
fi
