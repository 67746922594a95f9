#!/usr/bin/env bash
# The project's own gate: `xner gate` on a training of seconds, and on the instructions of xner's hot paths.
# Usage: run.sh f1|instructions BUILD. With XNER_ACCEPT="reason" what is found becomes the baseline, to be committed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
what=$1 build=$(cd "$2" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
xner() { "$build/bin/xner" "$@"; }

# What another LibTorch, compiler or C library gave is no baseline for this build.
judge() {
  local code=0
  xner gate "$@" 2>"$work/err" || code=$?
  cat "$work/err" >&2
  if ((code == 2)) && grep -q -E "baseline's numeric class|measurements of the machine" "$work/err"; then
    echo "skipped: the baseline is of another build"
    code=77
  fi
  return "$code"
}

case $what in
f1)
  xner run "$here/tiny.toml" --runs-folder "$work" >/dev/null
  if [[ -n ${XNER_ACCEPT:-} ]]; then
    task=accept
    [[ -d $here/baselines/tiny ]] || task=save
    xner baseline "$task" tiny "$work/tiny" --baselines "$here/baselines" --why "$XNER_ACCEPT"
  fi
  judge "$work/tiny" --baseline tiny --baselines "$here/baselines"
  ;;
instructions)
  command -v valgrind >/dev/null || { echo "skipped: there is no valgrind" && exit 77; }
  "$here/../bench/instruction_counts.py" "$build" "$work/now.json" >/dev/null
  [[ -z ${XNER_ACCEPT:-} ]] || cp "$work/now.json" "$here/instructions.json"
  judge "$work/now.json" --baseline "$here/instructions.json" instructions.margin=2
  ;;
*)
  echo "usage: $0 f1|instructions BUILD" >&2
  exit 2
  ;;
esac
