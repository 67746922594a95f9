#!/usr/bin/env bash
# Teacher and student of the sample: one training of the teacher, unlabelled text, departures, an honest silence.
# shellcheck source=tests/e2e/common.sh
source "$XNER_SOURCE/tests/e2e/common.sh"

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
