#!/usr/bin/env bash
# Speed as CI lives it: the same installation passes against itself, a slow-down fails with exit 3 and says so; files of
# measurements, and what is refused.
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"
settings=(training.threads=1 training.device=cpu)

# Which of the three gates is meant has to be said; an installation has to be one.
expect 2 gate wu_dredze
has err "--against PREFIX"
expect 2 gate wu_dredze --against nowhere
has err "nowhere"
expect 2 gate wu_dredze --against "$XNER_BUILD" --baseline main

# An installation that does one of twelve steps: against it, this one is slow in training and in nothing else.
mkdir -p quick/bin
cat >quick/bin/xner <<'END'
#!/usr/bin/env bash
arguments=()
for argument; do
  [[ $argument == 12 ]] && argument=1
  arguments+=("$argument")
done
exec "$XNER_BUILD/bin/xner" "${arguments[@]}"
END
chmod +x quick/bin/xner
export XNER_BUILD
expect 3 gate wu_dredze "${settings[@]}" time.margin=50 --against quick --steps 12 --pairs 6 --junit gate.xml --json gate.json
has out "REGRESSION: of 3 benchmarks 1 regression"
has out "regression: wu_dredze/train"
has gate.xml 'failures="1"'
has gate.json '"exit_code": 3'
has err "measured 6 of 6 pairs"

# Against itself nothing is more than twice as slow.
expect 0 gate wu_dredze "${settings[@]}" time.margin=100 --against "$XNER_BUILD" --steps 2 --pairs 2
lacks out "regression"

# A plugin that this installation has not cannot be measured: that is an error with the program's own words, no verdict.
expect 2 gate nothing --against "$XNER_BUILD" --pairs 1
has err "unknown method 'nothing'"

# Two files of one machine: each repetition's time over the reference kernel's.
expect 0 bench wu_dredze "${settings[@]}" --steps 2 --repetitions 6 --json now.json
has now.json '"reference_ms"'
expect 2 gate now.json --baseline main
has err "--baseline: expected a file of measurements, as now.json is one"
cp now.json same.json
expect 0 gate now.json --baseline same.json time.margin=50
sed -E 's/"max_steps": "2"/"max_steps": "6"/' now.json >longer.json
expect 2 gate now.json --baseline longer.json
has err 'max_steps "2" was "6"'
sed -E 's/"reference_ms": ([0-9])/"reference_ms": 1\1/' now.json >quicker.json
expect 3 gate now.json --baseline quicker.json time.margin=50 --format github
has out "::error title=regression%3A wu_dredze/train::"
sed -E 's/"cpu_model": "[^"]*"/"cpu_model": "another"/' now.json >elsewhere.json
expect 2 gate now.json --baseline elsewhere.json
has err 'cpu_model'
expect 2 gate gate.json --baseline now.json
has err "Google Benchmark"
echo "speed gate: ok"
