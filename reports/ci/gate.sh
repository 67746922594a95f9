#!/usr/bin/env bash
# The gate for any CI: trains the experiment, holds it to the committed baseline, leaves gate.xml, gate.json, summary.md.
# Usage: gate.sh EXPERIMENT.toml NAME BASELINE [KEY=VALUE...]; margins are in gate.toml, if that is there.
# What lies in runs/.store, or in $XNER_STORE, and is kept between jobs saves trainings.
set -euo pipefail
if (($# < 3)); then
  sed -n '3s/^# //p' "${BASH_SOURCE[0]}" >&2
  exit 2
fi
experiment=$1 name=$2 baseline=$3
shift 3
[[ $baseline == */* ]] || xner baseline show "$baseline" >/dev/null # before an hour of training, not after it
options=()
[[ ! -f gate.toml ]] || options+=(--margins gate.toml)
[[ -z ${GITHUB_ACTIONS:-} ]] || options+=(--format github)

# A failed run is a row of the result, and the gate's exit code says so; anything else ends here.
code=0
xner run "$experiment" "name=$name" "$@" || code=$?
((code <= 1)) || exit "$code"
xner store gc --unused-for 14d --remove >gc.txt || cat gc.txt # a cache: too large is no reason to fail
rm -f gc.txt summary.md

code=0
xner gate "runs/$name" --baseline "$baseline" "${options[@]}" \
  --json gate.json --junit gate.xml --summary summary.md || code=$?
[[ ! -f summary.md || -z ${GITHUB_STEP_SUMMARY:-} ]] || cat summary.md >>"$GITHUB_STEP_SUMMARY"
case $code in
0) echo "gate: passed" ;;
3) echo "gate: regression; if it is meant: xner baseline accept $baseline runs/$name --why '...', and commit baselines/" ;;
1) echo "gate: runs failed or are missing" ;;
2) echo "gate: nothing was judged; the error above says what is wrong with the command, the margins or the baseline" ;;
4) echo "gate: an improvement; xner baseline accept $baseline runs/$name --why '...' holds later changes to it" ;;
6) echo "gate: inconclusive; the sentences above say what would decide" ;;
*) echo "gate: exit code $code" ;;
esac
exit "$code"
