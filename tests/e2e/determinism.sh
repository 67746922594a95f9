#!/usr/bin/env bash
# The declared classes: equal numeric class, equal bytes; another thread count or instruction set, equal within a
# tolerance; and env.json and the report say which of them it is.
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"

cat >small.toml <<'END'
encoder = "random-tiny"
seeds = [1]
methods = ["wu_dredze"]
[data]
targets = ["sample/aa"]
[data.source]
train = "sample/aa/train"
size = 400
[training]
num_train_epochs = 5
learning_rate = 1e-3
device = "cpu"
threads = 1
eval_steps = 1000
END

run_in() { # FOLDER OVERRIDES...: leaves the run's folder in $run
  local folder=$1
  shift
  expect 0 run small.toml --runs-folder "$folder" "$@"
  run=$folder/small/wu_dredze/base/aa-400/aa/seed-1
}

# close_to A B: losses of the first 20 steps within 1e-4 of each other, and 99 % of the predicted labels equal.
close_to() {
  paste <(tail -n +2 "$1/history.tsv" | head -n 20) <(tail -n +2 "$2/history.tsv" | head -n 20) |
    awk '{d = $4 - $8; if (d < 0) d = -d; if (d > 1e-4 * $4) {print "step " $1 ": " $4 " and " $8; bad = 1}} END {exit bad}' ||
    fail "$1 and $2: losses differ by more than 1e-4"
  paste <(awk 'NF {print $NF}' "$1/predictions/test.conll") <(awk 'NF {print $NF}' "$2/predictions/test.conll") |
    awk '{n++; if ($1 == $2) same++} END {printf "%d of %d labels are equal\n", same, n; exit !(same >= 0.99 * n)}' ||
    fail "$1 and $2: fewer than 99 % of the labels are equal"
}

run_in one
first=$run
run_in again
cmp -s "$first/predictions/test.conll" "$run/predictions/test.conll" || fail "bitwise: predictions differ"
cmp -s "$first/history.tsv" "$run/history.tsv" || fail "bitwise: losses differ"
numeric_class() { sed -n '/^  "numeric_class"/,/^  }/p' "$1/env.json"; }
[[ -n $(numeric_class "$run") ]] || fail "env.json has no numeric class"
[[ $(numeric_class "$first") == "$(numeric_class "$run")" ]] || fail "equal runs are of different numeric classes"

run_in threads training.threads=2
close_to "$first" "$run"
export ATEN_CPU_CAPABILITY=default
run_in kernels
unset ATEN_CPU_CAPABILITY
has "$run/env.json" '"DEFAULT"'
if cmp -s "$first/history.tsv" "$run/history.tsv"; then fail "other kernels, equal losses: nothing was compared"; fi
close_to "$first" "$run"

# Runs of two classes in one report.
expect 0 run small.toml --runs-folder one seeds=2 training.threads=2 training.max_steps=2
has out "runs differ in threads"
lacks err "problem"
