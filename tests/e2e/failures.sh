#!/usr/bin/env bash
# Plugins that misbehave: each becomes a failed row with its reason, the others finish, the exit code says so.
# shellcheck source=tests/e2e/common.sh
source "$XNER_SOURCE/tests/e2e/common.sh"

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
row() { echo "runs/defects/$1/base/aa-full/bb/seed-1/metrics.json"; }
kind() { has "$(row "$1")" "\"kind\": \"$2\""; }
kind aborts crash
kind segfaults crash
kind exits_zero no-result
kind allocates_forever out-of-memory
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
"$XNER_BUILD/bin/xner" run defects.toml name=stopped --plugin-path "$XNER_BUILD/tests/defects" >out 2>err &
running=$!
for _ in $(seq 300); do
  [[ -n $(find runs/stopped/.work -name request.json 2>/dev/null) ]] && break
  sleep 0.1
done
sleep 1
kill -TERM "$running"
code=0
wait "$running" || code=$?
[[ $code == 130 ]] || fail "interrupted: expected exit code 130, found $code"
has err "interrupted: runs without a result: 1"
[[ -z $(find runs/stopped -name metrics.json) ]] || fail "an interrupted run left a result"
