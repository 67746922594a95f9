#!/usr/bin/env bash
# What the experiments of ConCNER's tables cost, counted without their corpora: each training once, whoever asks for it. The
# counts are derived by hand from the tables: taggers and students by size, language and preset.
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"
export XNER_DATA=$work/data HF_HOME=$work/hub

# trainings FILE SHARED ASKED [OVERRIDES]: of one seed
trainings() {
  expect 0 plan "$XNER_SOURCE/toml/$1" seeds=1 "${@:4}"
  has out "trainings: $2 instead of $3,"
}
trainings table3.toml 78 108
has out "not there yet"
has out "hf:bert-base-multilingual-cased"
trainings table4.toml 48 54
trainings table5.toml 51 63
trainings figure3.toml 109 162
trainings paper.toml 243 387
printf 'parts = ["%s/toml/table3.toml", "%s/toml/table4.toml", "%s/toml/table5.toml"]\n' \
  "$XNER_SOURCE" "$XNER_SOURCE" "$XNER_SOURCE" >three.toml
expect 0 plan three.toml seeds=1
has out "trainings: 135 instead of 225,"

# Without "w/o TCL and LCL": its teacher, En+Trans, and its student for each of six languages.
trainings table4.toml 36 42 'methods.concner.preset=full,entrans_lcl_kd,entrans_tcl_kd,concner'

# On the sample everything is there.
expect 0 validate "$XNER_SOURCE/toml/paper.toml" profile=sample seeds=1

# A row of it trains in seconds, stands beside no number of the paper, and is not run twice.
row=(run "$XNER_SOURCE/toml/table5.toml" profile=sample --only 'concner/preset=en/aa-50' seeds=1)
expect 0 "${row[@]}"
has out "table5: 3 scored"
has out "published numbers are not shown beside 3 of 3 results"
has runs/table5/report.json "encoder random-tiny-64 is not hf:bert-base-multilingual-cased"
expect 0 "${row[@]}"
has err "nothing to do: 3 of 3 runs are there"
