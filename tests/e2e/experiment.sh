#!/usr/bin/env bash
# An experiment from file to report: run folders, identical repetition, departures, the oracle, one run again.
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"

cat >small.toml <<'END'
encoder = "random-tiny"
seeds = [1, 2]
selector = "last"
[methods.word_memory]
[methods.wu_dredze]
max_steps = 6
[data]
source = "sample/aa"
targets = ["sample/bb"]
[training]
max_steps = 4
eval_steps = 2
train_batch_size = 8
learning_rate = 1e-3
device = "cpu"
threads = 1
END

expect 0 run small.toml data.source.size=40
has out "word_memory"
has out "wu_dredze"
folder=runs/small/wu_dredze/base/aa-40/bb/seed-2
for file in config.toml env.json metrics.json counts.bin errors.json predictions/test.conll speed.json history.tsv train.log; do
  there "$folder/$file"
done
for format in html md tex csv json; do
  there "runs/small/report.$format"
done
there runs/small/report_summary.csv
[[ $(wc -l <runs/small/history.jsonl) == 4 ]] || fail "history.jsonl: expected a line a run"
[[ ! -e runs/small/.work ]] || fail "the work folder was left behind"
[[ $(wc -l <"$folder/history.tsv") == 7 ]] || fail "history.tsv: expected a header and 6 steps"
has "$folder/metrics.json" '"max_steps"'
has "$folder/metrics.json" '"random_weights": true'
has "$folder/env.json" '"sdk_build_id"'
has "$folder/speed.json" "train/train-seed-2"

# The score can be had again from what is in the folder, with the other program's eyes.
expect 0 score "$folder/predictions/test.conll" --format json
mv out again.json
for number in found gold correct; do
  grep -m1 "\"$number\":" again.json | tr -d ' ,' >a
  grep -A4 '"counts"' "$folder/metrics.json" | grep "\"$number\":" | tr -d ' ,' >b
  cmp -s a b || fail "'$number' of metrics.json is not that of predictions/test.conll"
done

# What kind of errors, from the folders alone.
has runs/small/report.md "## Errors"
lacks runs/small/report.md "not recorded"
expect 0 compare runs/small wu_dredze word_memory --buckets --sentences 2
has out "surface"
has out "pieces"
has out "  gold  "

# The same again does nothing; made anew it gives the same bytes. Its own config.toml makes that one run again.
cp "$folder/predictions/test.conll" before.conll
cp "$folder/config.toml" one.toml
expect 0 run small.toml data.source.size=40
has err "nothing to do: 4 of 4 runs are there"
expect 0 run small.toml data.source.size=40 --store elsewhere
lacks err "nothing to do"
cmp -s before.conll "$folder/predictions/test.conll" || fail "a repetition differs"
expect 0 run one.toml --runs-folder other
cmp -s before.conll "other/small/wu_dredze/base/aa-40/bb/seed-2/predictions/test.conll" || fail "config.toml gives another run"
[[ $(find other -name metrics.json | wc -l) == 1 ]] || fail "config.toml of a run gives more than that run"

# Another seed, another model.
if cmp -s "$folder/predictions/test.conll" "${folder%2}1/predictions/test.conll" &&
  cmp -s "$folder/history.tsv" "${folder%2}1/history.tsv"; then fail "seeds make no difference"; fi

# All selectors from one training; the oracle needs target dev.
expect 0 run small.toml name=oracle methods=wu_dredze seeds=1 data.source.size=40 selector=target_dev \
  selectors=last,best_source_dev
has runs/oracle/wu_dredze/base/aa-40/bb/seed-1/metrics.json '"target_dev"'
has runs/oracle/wu_dredze/base/aa-40/bb/seed-1/metrics.json '"best_source_dev"'

# Labels of the target change nothing but the score.
expect 0 data export sample/bb/test --output bb.conll
awk -F'\t' 'BEGIN{OFS="\t"} NF{$NF = ($NF == "O") ? "B-LOC" : "O"} {print}' bb.conll >wrong.conll
expect 0 plan small.toml methods=wu_dredze data.targets.bb.test="$PWD/bb.conll" --format json
sed "s/bb.conll//" out >right.json
mkdir blind && cp wrong.conll blind/bb.conll
expect 0 plan small.toml methods=wu_dredze data.targets.bb.test="$PWD/blind/bb.conll" --format json
cmp -s right.json <(sed "s/bb.conll//" out) || fail "keys depend on the target's labels"

# Gold that was corrected in its file is scored anew, in the same folder, from the same predictions.
cp bb.conll gold.conll
gold=(run small.toml name=gold methods=word_memory seeds=1 data.targets.bb.test="$PWD/gold.conll")
expect 0 "${gold[@]}"
metrics=$(find runs/gold -path '*/bb/seed-1/metrics.json')
cp "$metrics" before.json
expect 0 "${gold[@]}"
has err "nothing to do"
cp wrong.conll gold.conll
expect 0 "${gold[@]}"
lacks err "nothing to do"
! cmp -s "$metrics" before.json || fail "new gold, and an old score"

# What a plugin's defaults.toml says is what the plugin says.
for file in "$XNER_SOURCE"/plugins/*/defaults.toml; do
  method=$(sed -n 's/^\[methods\.\(.*\)\]$/\1/p' "$file")
  cat >common.toml <<'END'
encoder = "random-tiny"
[data]
source = "sample/aa"
[data.targets.bb]
part = "sample/bb"
unlabelled = "sample/bb/train"
translations = "sample/bb/translations"
END
  cat common.toml "$file" >written.toml
  cat common.toml - <<<"[methods.$method]" >bare.toml
  expect 0 plan written.toml --format json
  mv out written.json
  expect 0 plan bare.toml --format json
  cmp -s written.json out || fail "$file is not what the plugin says"
done

# Runs of other conditions in one folder are rows of their own, and say what is theirs.
expect 0 run small.toml name=mixed methods=word_memory,wu_dredze seeds=1 data.source.size=40
expect 0 run small.toml name=mixed methods=wu_dredze seeds=2 data.source.size=40 \
  methods.wu_dredze.freeze_bottom=0
has out "freeze_bottom=0"
has out "freeze_bottom=-1"
if grep -E '^wu_dredze .* 2  last' out; then fail "runs of different conditions are in one row"; fi
