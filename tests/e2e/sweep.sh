#!/usr/bin/env bash
# A sweep from lists to the report: plan (tests/golden/plan_sweep.txt; XNER_UPDATE_GOLDEN=1 writes it anew), run paths,
# one variant again from its config.toml, a part of the runs, and the choice on source dev from run folders alone.
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"

cat >sweep.toml <<'END'
encoder = "random-tiny"
seeds = [1, 2]
methods = ["wu_dredze"]
[data]
targets = ["sample/bb", "sample/cc"]
[data.source]
part = "sample/aa"
size = 40
[training]
learning_rate = [5e-3, 1e-3]
max_steps = [2, 4]
train_batch_size = 8
device = "cpu"
threads = 1
[sweep]
choose = "source_dev"
END

# 2 x 2 configurations, 2 targets, 2 seeds: 16 runs from 8 trainings.
expect 0 plan sweep.toml
sed -E 's/[0-9a-f]{12}/<key>/g' out >plan.txt
golden=$XNER_SOURCE/tests/golden/plan_sweep.txt
[[ ${XNER_UPDATE_GOLDEN:-} == 1 ]] && cp plan.txt "$golden"
cmp -s plan.txt "$golden" || fail "the plan is not that of $golden: $(diff plan.txt "$golden" || true)"

# The order of the file changes nothing.
expect 0 plan sweep.toml --format json
mv out one.json
sed -e '/^max_steps/d; s/^learning_rate.*/max_steps = [4, 2]/; s/^device/learning_rate = [1e-3, 5e-3]\ndevice/' sweep.toml >turned.toml
[[ $(sort sweep.toml | sed 's/[][]//g' | tr -d '\n' | wc -c) == $(sort turned.toml | sed 's/[][]//g' | tr -d '\n' | wc -c) ]] ||
  fail "the other order was not made"
expect 0 plan turned.toml --format json
cmp -s one.json out || fail "the order of the TOML changes the plan"
# Typed it is the same sweep.
sed '/^learning_rate\|^max_steps/d' sweep.toml >bare.toml
expect 0 plan bare.toml training.max_steps=4,2 training.learning_rate=1e-3,5e-3 --format json
cmp -s one.json out || fail "a typed sweep is not the written one"

# Sizes multiply the runs; equal samples are one input.
expect 0 plan sweep.toml data.source.size=20,40 --format json
[[ $(grep -c '"size": "20"' out) == 16 && $(grep -c '"size": "40"' out) == 16 ]] ||
  fail "expected 16 runs a size"
grep -o '"key": "[0-9a-f]*"' one.json >keys
while read -r key; do has out "$key"; done <keys

# Parts of it.
expect 0 run sweep.toml --dry-run --only '*/seed-1' --exclude '*/cc' --exclude 'wu_dredze/*max_steps=2'
has out "2 runs"
[[ ! -e runs ]] || fail "--dry-run wrote something"
expect 5 plan sweep.toml --only 'mulda'
has err "no run selected"
expect 5 run sweep.toml --only 'wu_dredze' --exclude '*'
[[ ! -e runs/sweep/wu_dredze ]] || fail "nothing was selected, something was run"

# Why a stage has to run again.
expect 0 plan turned.toml --why "wu_dredze/learning_rate=0.001,max_steps=2/40/train-seed-1" --against sweep.toml
has out "nothing changed"
expect 0 plan bare.toml training.max_steps=4 training.learning_rate=1e-3 --why train-seed-1
first=$(head -1 out | cut -c1-64)
has one.json "$first"
expect 2 plan sweep.toml --why train-seed-1
has err "expected one stage named 'train-seed-1', found"
expect 0 plan bare.toml training.max_steps=3 training.learning_rate=1e-3 --only '*/bb' --why predict-bb-last-train-seed-1 \
  --against bare.toml
has out "input model: made by train-seed-1, in which"
has out "parameter max_steps: 3, was 0"
has out "parameter learning_rate: 0.001, was 5e-05"

# As a graph.
expect 0 plan sweep.toml --only '*/seed-1' --dot
has out "digraph plan {"
if command -v dot >/dev/null; then dot -Tsvg out >/dev/null || fail "Graphviz does not read the graph"; fi

# The sweep itself.
expect 0 run sweep.toml
variant=learning_rate=0.001,max_steps=4
[[ $(find runs/sweep -name metrics.json | wc -l) == 16 ]] || fail "expected 16 run folders"
for run in bb/seed-1 bb/seed-2 cc/seed-1 cc/seed-2; do there "runs/sweep/wu_dredze/$variant/aa-40/$run/metrics.json"; done
has runs/sweep/report.md "best of 4 on source dev"
has out "chosen"
folder=runs/sweep/wu_dredze/$variant/aa-40/bb/seed-1
has "$folder/metrics.json" '"source_dev_f1"'
has "$folder/metrics.json" "\"variant\": \"$variant\""
has runs/sweep/history.jsonl "\"variant\":\"$variant\""
[[ $(grep -c '"chosen": true' runs/sweep/report.json) == 1 ]] || fail "expected one chosen configuration"

# The same report from the folders alone, elsewhere.
cp -r runs/sweep elsewhere
rm elsewhere/report.*
expect 0 report elsewhere
cmp -s <(sed 's/runs.sweep//' runs/sweep/report.json) elsewhere/report.json || fail "the report needs more than run folders"

# config.toml of a variant is that one run, under the same name and with the same bytes.
expect 0 run "$folder/config.toml" --runs-folder again
[[ $(find again -name metrics.json) == "again/${folder#runs/}/metrics.json" ]] || fail "config.toml gives another run"
cmp -s "$folder/predictions/test.conll" "again/${folder#runs/}/predictions/test.conll" || fail "config.toml gives other predictions"

# Verbs on one configuration say so.
expect 0 data export sample/aa/train --output train.conll
expect 2 train wu_dredze --encoder random-tiny --train train.conll --save model max_steps=1,2
has err "expected one configuration, found a sweep of 2"
expect 2 plan sweep.toml training.max_steps="$(seq -s, 1 1001)"
has err "at most 1000 combinations"
