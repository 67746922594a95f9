#!/bin/sh
# The template's plugin, copied out of this tree and built with find_package(xner_sdk): once against the build tree, once
# against an installed one. Both must be loaded by that tree's worker and make the same plan.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The stage "learn" of the plugin, on the generated sample; the file of the request.
learn_request() {  # name, plugin
  XNER_DATASETS=$XNER_SOURCE/datasets "$XNER_BUILD/bin/xner" data export sample/aa/train --format canonical --output "$work/train.jsonl"
  cat >"$work/$1.json" <<END
{"key": "$(printf '%064d' 0)", "plugin": "$2", "method": "word_memory", "type": "learn",
 "parameters": {"minimum_count": 1}, "inputs": {"train": "$work/train.jsonl"}, "outputs": ["memory.json"],
 "output_folder": "$work/$1.out", "scratch_folder": "$work/$1.scratch",
 "checkpoint_folder": "", "checkpoint_seconds": 0}
END
  mkdir -p "$work/$1.out" "$work/$1.scratch"
  echo "$work/$1.json"
}

check() {  # name, folder of xner
  cp -r "$XNER_SOURCE/plugins/template" "$work/$1"
  cmake -S "$work/$1" -B "$work/$1/build" -DCMAKE_PREFIX_PATH="$2" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
  cmake --build "$work/$1/build" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
  plugin=$work/$1/build/lib/xner/plugins/word_memory.so
  "$2/bin/xner-worker" --describe "$plugin" | grep -q '"id":"word_memory"'
  echo '{"parameters":{},"conditions":{},"targets":["bb"],"seeds":[1],"selectors":["last"]}' |
    "$2/bin/xner-worker" --plan "$plugin" >"$work/$1.plan"
  "$2/bin/xner-worker" --stage "$(learn_request "$1" "$plugin")" --result-fd 1 | grep -q '"ok":true'
  grep -q . "$work/$1.out/memory.json"
  echo "$1: built, loaded and run"
}

check from_build "$XNER_BUILD"
cmake --install "$XNER_BUILD" --prefix "$work/installed" --component sdk >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
check from_install "$work/installed"
cmp "$work/from_build.plan" "$work/from_install.plan"

# What it was built for is checked: headers that changed since make another SDK.
header=$work/installed/lib/cmake/xner_sdk/xner_sdkConfig.cmake
sed -i 's/\(XNER_SDK_DECLARATIONS "\)......../\100000000/' "$header"
rm -rf "$work/from_install/build"
cmake -S "$work/from_install" -B "$work/from_install/build" -DCMAKE_PREFIX_PATH="$work/installed" >/dev/null
cmake --build "$work/from_install/build" >/dev/null
if "$work/installed/bin/xner-worker" --describe "$work/from_install/build/lib/xner/plugins/word_memory.so" 2>"$work/log"; then
  echo "a plugin for other SDK headers was loaded"
  exit 1
fi
grep -q 'SDK declarations: built for 00000000' "$work/log"
