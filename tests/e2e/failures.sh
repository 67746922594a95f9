#!/usr/bin/env bash
# Plugins that misbehave: each becomes a failed row with its reason, the others finish, the exit code says so.
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"

cat >defects.toml <<'END'
encoder = "random-tiny"
methods = ["throws_error", "aborts", "segfaults", "exits_zero", "makes_no_output", "allocates_forever", "word_memory"]
[data]
source = "sample/aa"
targets = ["sample/bb"]
[training]
device = "cpu"
threads = 1
[limits]
memory_gib = 2
END
expect 1 run defects.toml --plugin-path "$XNER_BUILD/tests/defects"
row() { echo "runs/${2:-defects}/$1/base/aa-full/bb/seed-1/metrics.json"; }
kind() { has "$(row "$1" "${3:-defects}")" "\"kind\": \"$2\""; }
kind aborts crash
kind segfaults crash
kind exits_zero no-result
kind allocates_forever out-of-memory
has err "limits.memory_gib allows 2.00 GiB"
for method in throws_error aborts segfaults exits_zero makes_no_output allocates_forever; do
  has "$(row "$method")" '"status": "failed"'
  has err "$method"
  [[ ! -e ${method}/predictions ]] || fail "a failed run has predictions"
done
has "$(row word_memory)" '"status": "ok"'
has out word_memory
there runs/defects/report.md
there runs/defects/.work
has err "what failed stages left is in"
[[ $(wc -l <runs/defects/history.jsonl) == 7 ]] || fail "history.jsonl: expected a line a run, failed or not"

# Too little memory to begin with: the limit is named, and nothing is tried again.
expect 1 run defects.toml name=starved methods=word_memory --store starved limits.memory_gib=0.03
has err "limits.memory_gib allows 30.7 MiB"
kind word_memory out-of-memory starved

# --fail-fast gives up what has not begun; a sweep goes on otherwise.
expect 1 run defects.toml name=fast methods=aborts,word_memory --store fresh --plugin-path "$XNER_BUILD/tests/defects" --fail-fast
has err "given up: runs without a result: 1"
[[ ! -e runs/fast/word_memory ]] || fail "--fail-fast went on"
expect 1 run defects.toml name=fast methods=aborts,word_memory --store fresh --plugin-path "$XNER_BUILD/tests/defects" --keep-going
there runs/fast/word_memory
expect 2 run defects.toml --keep-going --fail-fast

# A plugin that cannot be loaded is refused before anything runs, naming both sides.
mkdir plugins
head -c 3000 "$XNER_BUILD/lib/xner/plugins/word_memory.so" >plugins/word_memory.so
expect 1 validate defects.toml methods=word_memory --plugin-path plugins
has err word_memory
empty out
expect 1 run defects.toml name=refused methods=word_memory --plugin-path plugins
[[ ! -e runs/refused/.work ]] || fail "a refused experiment left its work folder"

# Interrupted: the exit code is 130, and no row claims to be a result.
sed -i 's/^methods = .*/methods = ["never_ends"]/; s/^memory_gib.*/stage_seconds = 300/' defects.toml

# start NAME METHODS: in the background, until its last stage runs; $running is its process
start() {
  # A shell has SIGINT ignored in what it starts in the background; a terminal has not.
  "$XNER_BUILD/bin/xner" run defects.toml name="$1" methods="$2" --plugin-path "$XNER_BUILD/tests/defects" >out 2>err &
  running=$!
  for _ in $(seq 600); do
    grep -qs '"phase":"train"' runs/"$1"/.work/*/status.json && return
    for worker in $(pgrep -P "$running"); do # or it ignores SIGTERM by now
      grep -qs '^SigIgn:.*[4567cdef]...$' "/proc/$worker/status" && return
    done
    sleep 0.1
  done
  fail "$1: its stage did not begin"
}
ended() {
  code=0
  wait "$running" || code=$?
  [[ $code == 130 ]] || fail "interrupted: expected exit code 130, found $code"
}
# Neither processes nor what they hold of the store.
nothing_left() {
  for _ in $(seq 100); do
    pgrep -f "$work/runs/$1/.work" >/dev/null || break
    sleep 0.1
  done
  ! pgrep -f "$work/runs/$1/.work" >/dev/null || fail "$1: a worker is left"
}
held() { find runs/.store/claims runs/.store/pins runs/.store/tmp -type f; }

start stopped never_ends
kill -TERM "$running"
ended
has err "interrupted: runs without a result: 1"
[[ -z $(find runs/stopped -name metrics.json 2>/dev/null) ]] || fail "an interrupted run left a result"
nothing_left stopped

# Ctrl-C: what is done stays done, what runs ends, nothing is left behind.
start once word_memory,never_ends
kill -INT "$running"
ended
has err "interrupted: runs without a result: 1"
there runs/once/word_memory/base/aa-full/bb/seed-1/metrics.json
nothing_left once
[[ ! -e runs/once/.work ]] || fail "an interrupted sweep left its work folder"
[[ -z $(held) ]] || fail "an interrupted sweep holds: $(held)"

# Again, while it waits for a stage that does not listen: at once, before the stage is given up. The next start goes on
# with what is done, and clears away what was left.
start twice word_memory,ignores_sigterm
kill -INT "$running"
until grep -qs '^SigCgt:.*[014589cd]$' "/proc/$running/status" || ! kill -0 "$running"; do sleep 0.1; done
kill -INT "$running"
ended
lacks err "interrupted:"
nothing_left twice
expect 0 run defects.toml name=twice methods=word_memory --plugin-path "$XNER_BUILD/tests/defects"
lacks err "[1/"
there runs/twice/word_memory/base/aa-full/bb/seed-1/metrics.json
[[ ! -e runs/twice/.work ]] || fail "the next start left the work folder of the dead"
expect 0 store verify --store runs/.store
