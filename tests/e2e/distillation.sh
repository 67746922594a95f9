#!/usr/bin/env bash
# Teacher and student of the sample: one training of the teacher, unlabelled text, departures, an honest silence.
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"

cat >small.toml <<'END'
encoder = "random-tiny"
seeds = [1]
[methods.wu_dredze]
[methods.teacher_student]
[data]
source = "sample/aa"
[data.targets.bb]
part = "sample/bb"
unlabelled = "sample/bb/train"
unlabelled_size = 50
[data.targets.cc]
part = "sample/cc"
unlabelled = "sample/cc/train"
unlabelled_size = 40
[training]
max_steps = 4
train_batch_size = 8
learning_rate = 1e-3
device = "cpu"
threads = 1
END

# The teacher of both students is the training of the other method.
expect 0 plan small.toml
has out "train: 1 instead of 4"
has out "annotate: 2 instead of 2"
has out "distil: 2 instead of 2"

# Steps are counted from the text that a student is trained on: 2 epochs of 7 and of 5 batches.
expect 0 plan small.toml training.max_steps=0 training.num_train_epochs=2 --format json
tr -d ' \n' <out | grep -q '"distil":{"stages":2,"stages_alone":2,"steps":24,' || fail "plan: expected 24 steps of students"

# A teacher that finds nothing makes a student that finds nothing: the report says so in words.
expect 0 run small.toml methods.teacher_student.student_learning_rate=2e-3
has out "no entity"
has out "departs:"
folder=runs/small/teacher_student/base/aa-200/bb/seed-1
[[ -d $folder ]] || folder=$(dirname "$(find runs/small/teacher_student -path '*/bb/seed-1/metrics.json')")
has "$folder/metrics.json" '"student_learning_rate"'
has "$folder/env.json" '"distilled_words"'
has "$folder/env.json" '"dropped_words"'
has "$folder/env.json" '"entity_words": 0'
has "$folder/env.json" '"unlabelled"'
has "$folder/config.toml" 'unlabelled_size = 50'
# Its own teacher would be another training; the learning rate of the student alone is not in the file of the teacher's.
there "$folder/history.tsv"
[[ $(find "$folder" -name 'history-*.tsv' | wc -l) == 1 ]] || fail "expected the teacher's history beside the student's"

# All selectors from one training; the oracle of a target is the business of its own student.
expect 0 run small.toml name=oracle methods=teacher_student selector=target_dev selectors=last,best_source_dev
for selector in target_dev best_source_dev last; do
  has "$(find runs/oracle/teacher_student -path '*/cc/seed-1/metrics.json')" "\"$selector\""
done
expect 2 run small.toml methods=teacher_student selector=target_dev
has err 'selectors = ["last"]'

# A target without text is refused where it is named.
expect 2 run small.toml 'data.targets=sample/bb'
has err "needs 'unlabelled' of target 'bb'"

# No label of the text is read.
expect 0 data export sample/bb/train --output bb.conll
awk -F'\t' 'BEGIN{OFS="\t"} NF{$NF = ($NF == "O") ? "B-LOC" : "O"} {print}' bb.conll >wrong.conll
mkdir blind && cp wrong.conll blind/bb.conll
for file in bb.conll blind/bb.conll; do
  expect 0 plan small.toml methods=teacher_student data.targets.bb.unlabelled="$PWD/$file" --format json
  sed "s/bb.conll//" out >"keys-$(dirname "$file").json"
done
cmp -s keys-..json keys-blind.json || fail "keys depend on the labels of the text"

# Gold of a target is in no training, permuted in the files of test, dev and text: keys, artifacts and predictions stay, and
# only scores change. Folders, the number of jobs and the order of the file differ, too.
permuted() { awk -F'\t' 'BEGIN{OFS="\t"} NF{$NF = ($NF == "O") ? "B-LOC" : "O"} {print}' "$1"; }
mkdir -p right/files wrong/elsewhere/files
for split in test dev train; do
  expect 0 data export "sample/bb/$split" --output "right/files/$split.conll"
  permuted "right/files/$split.conll" >"wrong/elsewhere/files/$split.conll"
done
target() {
  printf '[data.targets.bb]\n'
  for pair in test:test dev:dev unlabelled:train; do echo "${pair%:*} = \"$1/${pair#*:}.conll\""; done | $2
  echo 'unlabelled_size = 50'
}
head=$(printf 'encoder = "random-tiny"\nmethods = ["wu_dredze", "teacher_student"]')
training=$(printf '[training]\nmax_steps = 4\ntrain_batch_size = 8\nlearning_rate = 1e-3\ndevice = "cpu"\nthreads = 1')
source=$(printf '[data]\nsource = "sample/aa"')
{ echo "$head"; echo "$source"; target "$PWD/right/files" cat; echo "$training"; } >right.toml
{ echo "$head" | tac; echo "$training" | head -n 1; echo "$training" | tail -n +2 | tac; echo "$source"; target "$PWD/wrong/elsewhere/files" tac; } >wrong.toml
expect 0 run right.toml --runs-folder right/runs --keep-work
expect 0 run wrong.toml --runs-folder wrong/runs --keep-work --jobs 2
artifacts() { (cd "$1"/runs/"$1"/.work/*/stages && find . -path '*/outputs/*' -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum); }
artifacts right >right.sums
artifacts wrong >wrong.sums
[[ $(wc -l <right.sums) -ge 8 ]] || fail "expected the outputs of 5 stages"
cmp -s right.sums wrong.sums || fail "keys or artifacts depend on the gold of a target, on paths, jobs or the order of the file"
for method in wu_dredze teacher_student; do
  of() { find "$1/runs" -path "*/$method/*/$2"; }
  cut -f1,3 "$(of right predictions/test.conll)" >right.predicted
  cut -f1,3 "$(of wrong predictions/test.conll)" >wrong.predicted
  [[ -s right.predicted ]] || fail "expected predictions of $method"
  cmp -s right.predicted wrong.predicted || fail "the predictions of $method depend on the gold of the target"
  grep -o '"number": [0-9]*' "$(of right metrics.json)" | head -n 1 >right.gold
  grep -o '"number": [0-9]*' "$(of wrong metrics.json)" | head -n 1 >wrong.gold
  ! cmp -s right.gold wrong.gold || fail "the scores of $method do not see the gold"
done
