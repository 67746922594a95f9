#!/usr/bin/env bash
# Builds a fuzz target and fuzzes it, from the seeds in corpus/ and what earlier runs grew; moves what it finds to crashes/.
# usage: tests/fuzz/run.sh TARGET SECONDS [JOBS]    or: tests/fuzz/run.sh all SECONDS_EACH [JOBS]
#        tests/fuzz/run.sh keep TARGET
# Needs clang 14: ./bootstrap.sh fuzz. Grown corpora stay in build-fuzz/corpus/; `keep` copies a few of their inputs into
# corpus/. TARGET.dict, where there is one, has the words that the format knows.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
readonly build=build-fuzz folder=tests/fuzz largest=65536

usage() {
  sed -n '2,6s/^# //p' "${BASH_SOURCE[0]}"
  exit 2
}

targets() { for file in "$folder"/*_fuzz.cpp; do basename "$file" _fuzz.cpp; done; }

compile() {
  [[ -e $build/build.ninja ]] || cmake --preset fuzz >/dev/null
  ninja -C "$build" "fuzz_$1" >/dev/null
  mkdir -p "$build/corpus/$1" "$folder/corpus/$1"
}

# One line of figures; fails if the target did.
fuzz() {
  local target=$1 seconds=$2 jobs=$3 status=0 log=$build/fuzz_$1.log dictionary=()
  compile "$target"
  [[ ! -e $folder/$target.dict ]] || dictionary=(-dict="$folder/$target.dict")
  local options=(-max_total_time="$seconds" -max_len="$largest" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1
    -artifact_prefix="$build/$target-" "${dictionary[@]}")
  ((jobs == 1)) || options+=(-fork="$jobs")
  local TIMEFORMAT='%1U + %1S' processor
  processor=$({ time "$build/tests/fuzz_$target" "${options[@]}" "$build/corpus/$target" "$folder/corpus/$target" \
    >"$log" 2>&1; } 2>&1) || status=$?
  printf '%-20s %6d s, %s s of processor  executions %s  corpus %d files  %s\n' "$target" "$seconds" "$processor" \
    "$(sed -n 's/^stat::number_of_executed_units: *//p;s/^#\([0-9]*\): cov:.*/\1/p' "$log" | tail -n 1)" \
    "$(find "$build/corpus/$target" -type f | wc -l)" \
    "$( ((status == 0)) && echo 'nothing found' || grep -E -m 1 '^violated|ERROR: |runtime error' "$log" || true)"
  if ((status != 0)); then
    mkdir -p "$folder/crashes/$target"
    find "$build" -maxdepth 1 -type f -name "$target-*" -exec mv -t "$folder/crashes/$target" {} +
  fi
  return "$status"
}

# Adds to the seeds the few inputs of at most 4 KiB that reach code which they do not, so that the tree stays small.
keep() {
  local target=$1
  compile "$target"
  "$build/tests/fuzz_$target" -set_cover_merge=1 -use_counters=0 -max_len=4096 "$folder/corpus/$target" \
    "$build/corpus/$target" 2>"$build/keep_$target.log" || { tail -n 5 "$build/keep_$target.log" >&2 && return 1; }
  printf '%-20s %d files\n' "$target" "$(find "$folder/corpus/$target" -type f | wc -l)"
}

case ${1:-} in
  keep)
    keep "${2:?$(usage)}"
    ;;
  all)
    failed=0
    for target in $(targets); do fuzz "$target" "${2:?$(usage)}" "${3:-1}" || failed=1; done
    exit "$failed"
    ;;
  '' | -*) usage ;;
  *) fuzz "$1" "${2:?$(usage)}" "${3:-1}" ;;
esac
