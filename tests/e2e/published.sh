#!/usr/bin/env bash
# A paper's numbers beside ours: in the report, in no key and no run, and beside no other data.
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"

cat >table.toml <<'END_OF_FILE'
encoder = "random-tiny-64"
seeds = [1]
[methods.wu_dredze]
[data]
source = {part = "sample/aa", size = 40}
targets = ["sample/bb", "sample/cc"]
[training]
max_steps = 3
train_batch_size = 8
device = "cpu"
threads = 1
[profiles.other.data]
targets = {bb = {part = "sample/dd"}, cc = {part = "sample/cc"}}
END_OF_FILE
expect 0 run table.toml
lacks out published

# A number that is added later: nothing runs, no run folder changes, and the report has it.
find runs/table -name seed-1 -exec cat {}/config.toml {}/env.json {}/metrics.json \; >before
cat >>table.toml <<'END_OF_FILE'
[published]
source = "Somebody 2022, Table 1"
[[published.rows]]
row = "Zero-shot"
method = "wu_dredze"
f1.40 = { bb = [50, 1.5] }
END_OF_FILE
expect 0 run table.toml
has err "nothing to do: 2 of 2 runs are there"
find runs/table -name seed-1 -exec cat {}/config.toml {}/env.json {}/metrics.json \; >after
cmp before after || fail "published numbers changed a run"
has out "published numbers: Somebody 2022, Table 1"
has out "50.00 ± 1.50"
has runs/table/report.md "| published | difference |"
has runs/table/report.json '"standard_deviation": 0.015'
expect 0 report runs/table
has out "50.00 ± 1.50"

# The profile's bb is another corpus, so its number is kept back.
expect 0 run table.toml profile=other --runs-folder elsewhere --store runs/.store
has elsewhere/table/report.json "beside 1 of 2 results, which are of other data or another encoder: test sample/dd/test is not sample/bb/test"
lacks out "50.00"

sed -i 's/bb = \[50, 1.5\]/bd = 50/' table.toml
expect 2 validate table.toml
has err "table.toml:19:11"
has err "did you mean 'bb'"
