#!/usr/bin/env bash
# Measures a method's stages again and again, each time in a process of its own, for build/tests/speed_pool.
# Usage: measure_speed_pool.sh BUILD FOLDER TIMES METHOD [SETTING...]
set -euo pipefail
build=$(cd "$1" && pwd)
mkdir -p "$2"
folder=$(cd "$2" && pwd)
times=$3
shift 3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# What `xner bench` starts for a stage: that stage's request, TIMES times instead of once.
cat >"$work/worker" <<END
#!/usr/bin/env bash
[[ \$1 == --bench ]] || exec "$build/bin/xner-worker" "\$@"
output=\$(sed -E 's/.*"output":"([^"]*)".*/\1/' "\$2")
stage=\$(ls "$work" | grep -c '^stage-' || true)
touch "$work/stage-\$stage"
for number in \$(seq -f %05g 0 $((times - 1))); do
  "$build/bin/xner-worker" "\$@" || exit
  cp "\$output" "$folder/\$stage-\$number.json"
done
END
chmod +x "$work/worker"
XNER_WORKER=$work/worker "$build/bin/xner" bench "$@" --repetitions 2
