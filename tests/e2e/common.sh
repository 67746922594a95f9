# shellcheck shell=bash
# Sourced by the end-to-end scripts: a work folder, the program, and checks that say what failed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
unset XNER_STORE XNER_PLUGIN_PATH XNER_DATASETS XNER_WORKER XNER_DATA NO_COLOR
# Few threads: tests run side by side.
export OMP_NUM_THREADS=1

xner() { "$XNER_BUILD/bin/xner" "$@"; }

fail() {
  echo "FAILED: $*" >&2
  [[ -f out ]] && { echo "-- stdout"; head -n 40 out; } >&2
  [[ -f err ]] && { echo "-- stderr"; head -n 40 err; } >&2
  exit 1
}

# expect CODE ARGUMENTS...: runs xner; its output is left in ./out and ./err
expect() {
  local wanted=$1 code=0
  shift
  xner "$@" >out 2>err || code=$?
  [[ $code == "$wanted" ]] || fail "xner $*: expected exit code $wanted, found $code"
}

has() { grep -qF -- "$2" "$1" || fail "$1: expected '$2'"; }
lacks() { ! grep -qF -- "$2" "$1" || fail "$1: did not expect '$2'"; }
empty() { [[ ! -s $1 ]] || fail "$1: expected nothing"; }
there() { [[ -e $1 ]] || fail "expected $1"; }
