#!/usr/bin/env bash
# clang-tidy, with .clang-tidy's short list, over the layers without LibTorch (a LibTorch file takes ten times as long).
# usage: tests/lint/tidy.sh BUILD_FOLDER [FILE...]   (default: every such file)
set -euo pipefail
build=$1
shift
if (($#)); then
  files=("$@")
else
  # The Unicode tables are generated; sdk, nn, plugin and worker include LibTorch.
  mapfile -t files < <(git ls-files 'harness/*.cpp' 'reports/*.cpp' |
    grep -v -E '^harness/(nn|plugin|worker|sdk)/|unicode_tables')
fi
printf '%s\0' "${files[@]}" |
  xargs -0 -n 2 -P "$(nproc)" clang-tidy-14 -p "$build" --quiet --extra-arg=-Wno-unknown-warning-option 2> >(grep -v 'warnings generated\|^Suppressed\|^Use -' >&2)
