#!/usr/bin/env bash
# kill -9 of supervisor or worker in every phase of a small sweep with checkpoints, again and again: each time the next
# start goes on, and in the end all results are the bytes of an undisturbed run, the store verifies, nothing is left.
# XNER_KILLS: how many in each phase (2).
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"

wanted=${XNER_KILLS:-2}
RANDOM=${XNER_KILLS_SEED:-17}
cat >small.toml <<'END'
encoder = "random-tiny"
seeds = [1]
selector = "target_dev"
selectors = ["last", "best_source_dev"]
methods = ["wu_dredze", "teacher_student"]
[data.source]
part = "sample/aa"
size = 40
[data.targets.bb]
part = "sample/bb"
unlabelled = "sample/bb/train"
unlabelled_size = 40
[training]
max_steps = 8
eval_steps = 3
train_batch_size = 8
device = "cpu"
threads = 1
[limits]
checkpoint_seconds = 0.000001
END

# The bytes of all results, times and hosts aside.
results() {
  (cd "$1" && find . -name '.*' ! -name . -prune -o \( -name '*.conll' -o -name counts.bin -o -name metrics.json -o -name history.tsv \) -print |
    LC_ALL=C sort | xargs sha256sum)
}

expect 0 run small.toml --runs-folder undisturbed
results undisturbed >expected
[[ $(wc -l <expected) -ge 7 ]] || fail "expected the files of two runs"

# A sweep of its own for every round of kills; `finish` ends it and compares.
round=0
resumed=0
finish() {
  # `timeout` ends with what it kills, not after it: what still dies would be taken for alive.
  while pgrep -f "killed-$round" >/dev/null; do sleep 0.05; done
  expect 0 run small.toml --runs-folder "killed-$round"
  results "killed-$round" | diff - expected >difference || fail "round $round: the results differ: $(cat difference)"
  expect 0 store verify --store "killed-$round/.store"
  find "killed-$round"/.store/{attempts,claims,pins,quarantine,tmp} "killed-$round/small/.work" -mindepth 1 2>/dev/null >left || true
  [[ ! -s left ]] || fail "left behind: $(cat left)"
  if grep -rqE '"resumed_from_step": [1-9]' "killed-$round/small" --include=env.json; then ((++resumed)); fi
  rm -rf "killed-$round"
  ((++round))
}

# Kills the n-th pass of a point, in whichever process passes it.
strike() {
  local code=0
  { XNER_FAIL=$1:kill:$2 "$XNER_BUILD/bin/xner" run small.toml --runs-folder "killed-$round" >out 2>err || code=$?; } 2>/dev/null
  # 137: the supervisor. A worker's death is a crash: the stage is tried again, and may end well.
  [[ $code == 137 ]] || grep -q 'crashed by SIGKILL' err || return 1
}

declare -A count=([train]=0 [checkpoint]=0 [publish]=0 [score]=0 [supervisor]=0 [worker]=0)
points() {
  case $1 in
    train) echo train.before_step train.after_step train.after_evaluation ;;
    checkpoint) echo checkpoint.before checkpoint.written checkpoint.after ;;
    publish) echo publish.before_open publish.after_write publish.after_fsync publish.before_link publish.after_link publish.after_folder ;;
    score) echo score.before_publish score.after_publish ;;
  esac
}
for phase in train checkpoint publish score; do
  read -ra list <<<"$(points "$phase")"
  # A start publishes pins, claims and plugins' answers, before any stage.
  case $phase in train | checkpoint) first=1 most=9 ;; publish) first=12 most=12 ;; score) first=1 most=2 ;; esac
  for ((start = 0; count[$phase] < wanted; ++start)); do
    ((start < 20 * wanted)) || fail "$phase: only ${count[$phase]} kills in $start starts"
    if strike "${list[RANDOM % ${#list[@]}]}" $((first + RANDOM % most)); then
      count[$phase]=$((count[$phase] + 1))
    else
      finish # nothing was left to do there
    fi
  done
  finish
done

# At any moment: the supervisor with all that it started, or a worker alone.
for ((start = 0; count[supervisor] < wanted; ++start)); do
  ((start < 20 * wanted)) || fail "only ${count[supervisor]} kills of a supervisor in $start starts"
  code=0
  { setsid timeout -s KILL "$((RANDOM % 3)).$((1 + RANDOM % 9))" \
    "$XNER_BUILD/bin/xner" run small.toml --runs-folder "killed-$round" >out 2>err || code=$?; } 2>/dev/null
  if [[ $code == 0 ]]; then finish; else count[supervisor]=$((count[supervisor] + 1)); fi
done
finish
for ((start = 0; count[worker] < wanted; ++start)); do
  ((start < 20 * wanted)) || fail "only ${count[worker]} kills of a worker in $start starts"
  "$XNER_BUILD/bin/xner" run small.toml --runs-folder "killed-$round" >out 2>err &
  supervisor=$!
  sleep "$((RANDOM % 4)).$((1 + RANDOM % 9))"
  if pkill -KILL -P "$supervisor" -x xner-worker; then count[worker]=$((count[worker] + 1)); fi
  wait "$supervisor" || true
  finish
done
((resumed > 0)) || fail "no training went on from a checkpoint"
echo "kills: $(for phase in "${!count[@]}"; do echo -n "$phase ${count[$phase]}, "; done)$round sweeps, $resumed with trainings that went on"
