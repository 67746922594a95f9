#!/usr/bin/env bash
# The command line without any stage: help, errors, and the small verbs.
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"

# Help goes to standard output, and every verb has some, with an example.
expect 0 --help
has out "usage: xner VERB"
empty err
expect 2
expect 0 --version
has out "xner 0."
# Nothing that is said is wider than a terminal; folders of this machine may be.
narrow() { [[ -z $(sed "s|$XNER_BUILD||g; s|$PWD||g" out | awk 'length > 80') ]] || fail "a line over 80 columns: $*"; }
narrow --help
for verb in run plan status train predict tokenize score data plugins list validate report compare gate baseline bench \
  store doctor; do
  expect 0 "$verb" --help
  has out "example: "
  has out "xner $verb"
  narrow "$verb" --help
done

# LibTorch is no part of xner. Only names are looked at: addresses and folders may hold the letters by chance.
ldd "$XNER_BUILD/bin/xner" | awk '{ n = split($1, part, "/"); print part[n] }' >libraries
if grep -qE '^lib(torch|c10)' libraries; then fail "xner links LibTorch"; fi
grep -q '^libc\.so' libraries || fail "ldd names no libraries"

# Mistakes are named, with the nearest that is known, and nothing goes to standard output.
expect 2 rnu
empty out
has err "unknown verb 'rnu'"
has err "did you mean 'run'?"
expect 2 run x.toml --kep-work
has err "did you mean '--keep-work'?"
expect 2 run
has err "expected the argument 'file', found none"
expect 2 run x.toml --jobs
has err "--jobs: expected a value, found none"
expect 2 run x.toml --jobs many
has err "--jobs: expected 1 to 1024, found 'many'"
expect 2 plan x.toml --format xml
has err "--format: expected text or json, found 'xml'"
expect 2 run none.toml
has err "none.toml: expected an experiment, found no such file"
expect 2 score
expect 2 list nothing

cat >x.toml <<'END'
encoder = "random-tiny"
methods = ["wu_dredze"]
[data]
source = "sample/aa"
targets = ["sample/bb"]
[training]
learning_rat = 1e-3
END
expect 2 validate x.toml
empty out
has err "x.toml:7:1: unknown key 'training.learning_rat'"
has err "hint: did you mean 'learning_rate'?"
sed -i 's/learning_rat /learning_rate /' x.toml
expect 0 validate x.toml
has out "runs: 1, stages: 2"
expect 2 validate x.toml data.source.sise=5
has err "command line: unknown key 'data.source.sise'"
expect 0 validate x.toml training.learning_rate=1e-5,5e-5
has out "runs: 2"
expect 2 validate x.toml training.learning_rate=1e-5,fast
has err "parameter 'learning_rate': expected a number"
expect 2 validate x.toml methods.wu_dredze.freeze_botom=1
has err "did you mean 'freeze_bottom'?"
expect 2 validate x.toml methods=wu_dretze
has err "did you mean 'wu_dredze'?"
expect 2 validate x.toml encoder=nowhere
has err "command line: expected an encoder folder"
expect 2 validate x.toml data.targets=sample/xy
has err "unknown part of 'sample' 'xy'"

# What validate shows is an experiment again.
expect 0 validate x.toml --show data.source.size=30
mv out complete.toml
expect 0 validate complete.toml --show
cmp -s out complete.toml || fail "the complete experiment does not read back as itself"

# A plan: keys that repeat, stages that are shared.
expect 0 plan x.toml data.targets=sample/bb,sample/cc --format json
cp out first.json
has out '"stages": 1'
expect 0 plan x.toml data.targets=sample/bb,sample/cc --format json
cmp -s out first.json || fail "two plans of one experiment differ"
expect 0 plan x.toml --why train-seed-1
has out '"learning_rate": 0.001'
lacks out "$work"

# The small verbs.
printf 'Ada Lovelace\n' >line
expect 0 tokenize random-tiny <line
has out '"word_ids":[null,0'
printf 'a B-X\nb O\n' >gold
expect 0 score gold gold --format json
has out '"f1": 1.0'
printf 'a B-X\n' >short
expect 2 score gold short
empty out
expect 0 data stats sample
expect 0 plugins
has out wu_dredze
expect 0 plugins --format json
has out '"usable": true'
expect 0 list methods
has out freeze_bottom
narrow list methods
expect 0 list conditions
has out learning_rate
narrow list conditions
expect 0 list encoders
expect 0 list datasets
narrow list datasets
expect 0 doctor
narrow doctor
expect 0 plan "$XNER_SOURCE/toml/quickstart.toml"
narrow plan
mkdir none
expect 5 report none
