#!/usr/bin/env bash
# What is finished is never done again: several jobs, two processes on one store, kill -9 and another start give the
# bytes of one undisturbed run, and the store verifies.
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"

cat >small.toml <<'END'
encoder = "random-tiny"
seeds = [1, 2, 3]
methods = ["wu_dredze", "word_memory"]
[data]
targets = ["sample/bb", "sample/cc"]
[data.source]
part = "sample/aa"
size = 40
[training]
max_steps = 6
train_batch_size = 8
device = "cpu"
threads = 1
END

# The bytes of all results, times and hosts aside. What a killed process left in .work goes when a later start finds it
# gone, which may be after the last one here.
results() {
  (cd "$1" && find . -name '.*' ! -name . -prune -o \( -name '*.conll' -o -name counts.bin -o -name metrics.json -o -name history.tsv \) -print |
    LC_ALL=C sort | xargs sha256sum)
}
stages() { grep -c -E '^\[[0-9]+/[0-9]+\] .*: [0-9.]+ s$' "$1" || true; }

expect 0 run small.toml --runs-folder undisturbed
[[ $(stages err) == 12 ]] || fail "expected 12 stages to run"
results undisturbed >expected
[[ $(wc -l <expected) -ge 36 ]] || fail "expected the files of 12 runs"

# Again: nothing, and nothing is written.
find undisturbed -type f -newer expected >newer
expect 0 run small.toml --runs-folder undisturbed
has err "nothing to do: 12 of 12 runs are there"
[[ $(stages err) == 0 ]] || fail "something ran again"
expect 0 plan small.toml --store undisturbed/.store
has out "in the store: 12 of 12 stages"

# A kill between the runs' folders and their lines in the history: the next start adds them, once, whoever else does.
[[ $(sort -u undisturbed/small/history.jsonl | wc -l) == 12 ]] || fail "expected a line a run"
XNER_FAIL=score.after_publish:kill xner run small.toml --runs-folder lost --store undisturbed/.store >out 2>err &&
  fail "nobody died"
[[ $(find lost -name metrics.json | wc -l) == 12 ]] || fail "expected 12 folders of who died"
[[ ! -s lost/small/history.jsonl ]] || fail "expected no line of who died"
for i in 1 2 3; do xner run small.toml --runs-folder lost --store undisturbed/.store >"out-$i" 2>"err-$i" & done
wait
has err-1 "nothing to do: 12 of 12 runs are there"
[[ $(sort -u lost/small/history.jsonl | wc -l) == 12 ]] || fail "lines of the history are lost"
[[ $(wc -l <lost/small/history.jsonl) == 12 ]] || fail "lines of the history are there twice"

# Several at a time.
expect 0 run small.toml --runs-folder jobs --jobs 3
results jobs | cmp -s - expected || fail "three jobs give other results than one"

# A disk that changes bytes: predictions are damaged, weights were dropped, histories are sound. What is bad is noticed, and
# the trainings run again for it.
for jobs in 1 2; do
  cp -r undisturbed/.store "damaged-$jobs"
  find "damaged-$jobs/objects" -type f | while read -r object; do
    [[ $(head -c 4 "$object") != step ]] || continue
    chmod u+w "$object"
    printf X | dd of="$object" bs=1 conv=notrunc status=none
  done
  timeout 200 "$XNER_BUILD/bin/xner" run small.toml --runs-folder "mended-$jobs" --store "damaged-$jobs" --jobs "$jobs" >out 2>err ||
    fail "a damaged store was not mended"
  results "mended-$jobs" | cmp -s - expected || fail "a damaged store changed results"
done

# Two processes on one store: each stage is run by one of them.
xner run small.toml --runs-folder two --store shared >out2 2>err2 &
other=$!
expect 0 run small.toml --runs-folder one --store shared
wait "$other" || fail "the other process failed: $(cat err2)"
[[ $(($(stages err) + $(stages err2))) == 12 ]] || fail "expected each stage once: $(cat err err2)"
results one | cmp -s - expected || fail "the first of two has other results"
results two | cmp -s - expected || fail "the second of two has other results"

# Killed at some moment, again and again, with all that it started; the next start goes on.
starts=0
until code=0; setsid timeout -s KILL "0.$((3 + starts * 2 % 7))" "$XNER_BUILD/bin/xner" run small.toml --runs-folder killed >out 2>err ||
  code=$?; [[ $code == 0 ]]; do
  ((++starts < 100)) || fail "no progress in 100 starts"
  # A start needs longer than a kill's moment every now and then, or none would ever end a stage.
  if ((starts % 3 == 0)); then timeout -s KILL $((3 + starts / 6)) "$XNER_BUILD/bin/xner" run small.toml --runs-folder killed >out 2>err || true; fi
done
((starts > 0)) || fail "nothing was killed"
results killed | diff - expected >difference || fail "after kills the results differ: $(cat difference)"
expect 0 store verify --store killed/.store

# Another terminal sees a sweep that runs.
xner run small.toml --runs-folder seen >/dev/null 2>&1 &
other=$!
for _ in $(seq 100); do
  xner status seen/small >out 2>err || true # its folder comes with its start
  grep -q "running since" out && break
  sleep 0.05
done
has out "of 12 stages"
wait "$other"
expect 0 status seen
has out "small: 12 runs"
lacks out "running since"
