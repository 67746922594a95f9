#!/usr/bin/env bash
# Throughput is measured of every method, without any data: the generated sample has what a method wants beside the target.
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"
settings=(training.threads=1 training.device=cpu --steps 1 --repetitions 2)

# agreement has the stages of teacher_student and wu_dredze, too.
for method in agreement concner mulda; do
  expect 0 bench "$method" "${settings[@]}" --json "$method.json"
  has out "steps_per_second"
  has "$method.json" "/latency"
done
