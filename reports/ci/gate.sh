#!/usr/bin/env bash
# The gate for any CI: trains the experiment, holds it to the committed baseline, leaves gate.xml, gate.json, summary.md.
# Usage: gate.sh EXPERIMENT.toml NAME BASELINE; what is exported as XNER_STORE and kept between jobs saves trainings.
set -euo pipefail
experiment=$1 name=$2 baseline=$3
margins=()
[[ -f gate.toml ]] && margins=(--margins gate.toml)

# A failed run is a row of the result, and the gate's exit code says so; anything else ends here.
code=0
xner run "$experiment" "name=$name" || code=$?
((code <= 1)) || exit "$code"

code=0
rm -f summary.md
xner gate "runs/$name" --baseline "$baseline" "${margins[@]}" \
  --json gate.json --junit gate.xml --summary summary.md || code=$?
case $code in
0) echo "gate: passed" ;;
3) echo "gate: regression; if it is meant: xner baseline accept $baseline runs/$name --why '...', and commit baselines/" ;;
1) echo "gate: runs failed or are missing" ;;
2) echo "gate: nothing was judged; the error above says what is wrong with the command, the margins or the baseline" ;;
6) echo "gate: inconclusive; the sentences above say what would decide" ;;
*) echo "gate: exit code $code" ;;
esac
exit "$code"
