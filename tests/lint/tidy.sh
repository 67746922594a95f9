#!/usr/bin/env bash
# clang-tidy, with .clang-tidy's short list, over the layers without LibTorch (a LibTorch file takes ten times as long).
# usage: tests/lint/tidy.sh BUILD_FOLDER [--all | FILE...]   (default: the files of the last commit)
set -euo pipefail
build=$1
shift
case ${1:-} in
  '') mapfile -t files < <(git show --name-only --format= --diff-filter=d HEAD) ;;
  --all) mapfile -t files < <(git ls-files) ;;
  *) files=("$@") ;;
esac
# The Unicode tables are generated; sdk, nn, plugin and worker include LibTorch.
mapfile -t files < <(printf '%s\n' "${files[@]}" | grep -E '^(harness|reports)/.*\.cpp$' |
  grep -v -E '^harness/(nn|plugin|worker|sdk)/|unicode_tables' || true)
((${#files[@]})) || exit 0
printf '%s\0' "${files[@]}" |
  xargs -0 -n 2 -P "$(nproc)" clang-tidy-14 -p "$build" --quiet --extra-arg=-Wno-unknown-warning-option 2> >(grep -v 'warnings generated\|^Suppressed\|^Use -' >&2)
