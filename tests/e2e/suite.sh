#!/usr/bin/env bash
# Several experiments as one: parts of a file, files of a suite, a profile; what they share runs once.
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"

cat >table.toml <<'END'
encoder = "random-tiny"
seeds = [1, 2, 3]
methods = ["wu_dredze"]
[training]
num_train_epochs = 30
train_batch_size = 8
device = "cpu"
threads = 1
[profiles.sample]
seeds = [1]
[profiles.sample.training]
max_steps = 3
[[parts]]
[parts.data]
source = {part = "sample/aa", size = 40}
targets = ["sample/bb"]
[[parts]]
[parts.data]
source = {part = "sample/bb", size = 40}
targets = ["sample/cc"]
END
cat >other.toml <<'END'
encoder = "random-tiny"
seeds = [1]
methods = ["wu_dredze"]
[data]
source = {part = "sample/aa", size = 40}
targets = ["sample/bb", "sample/dd"]
[training]
num_train_epochs = 30
train_batch_size = 8
device = "cpu"
threads = 1
[profiles.sample.training]
max_steps = 3
END
echo 'parts = ["table.toml", "other.toml"]' >paper.toml

# The training on aa and its prediction of bb are in both files.
expect 0 plan paper.toml profile=sample
has out "paper: 1 method, 3 targets, 1 seed: 4 runs"
has out "train: 2 instead of 4"
has out "predict: 3 instead of 4"
has out "trainings: 2 instead of 4, about 6 steps"
expect 0 plan table.toml
has out "3 seeds: 6 runs"
expect 2 run paper.toml profile=smaple
has err "profile"

expect 0 run paper.toml profile=sample
[[ $(grep -c -E '^\[[0-9]+/5\]' err) == 5 ]] || fail "expected five stages to run"
there runs/table/wu_dredze/base/aa-40/bb/seed-1/metrics.json
there runs/table/wu_dredze/base/bb-40/cc/seed-1/metrics.json
there runs/other/wu_dredze/base/aa-40/dd/seed-1/metrics.json
there runs/table/report.md
there runs/other/report.md
[[ ! -e runs/paper ]] || fail "expected no folder of the whole"
cmp -s runs/{table,other}/wu_dredze/base/aa-40/bb/seed-1/predictions/test.conll || fail "one training, two predictions"

# A part's run is made again from its config.toml; the whole has nothing to do.
expect 0 run runs/other/wu_dredze/base/aa-40/dd/seed-1/config.toml --runs-folder again --store runs/.store
expect 0 run paper.toml profile=sample
has err "nothing to do: 4 of 4 runs are there"
expect 0 run paper.toml profile=sample --only '*/cc' --dry-run
has out "1 seed: 1 run"

# Two parts with the same run would write one folder.
sed -i -e 's|{part = "sample/bb"|{part = "sample/aa"|' -e 's|"sample/cc"|"sample/bb"|' table.toml
expect 2 plan table.toml
has err "found table/wu_dredze/base/aa-40/bb/seed-1 twice"
