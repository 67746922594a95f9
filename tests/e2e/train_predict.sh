#!/usr/bin/env bash
# One model without an experiment file: train, save, load, predict, score.
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"

expect 0 data export sample/aa/train --output train.conll
expect 0 data export sample/aa/dev --output dev.conll
expect 0 data export sample/aa/dev --format words --output words.txt
head -n 300 train.conll >some.conll

expect 0 train wu_dredze --encoder random-tiny --train some.conll --dev dev.conll --save model --device cpu \
  seed=1 max_steps=4 train_batch_size=8 learning_rate=1e-3 lr_scheduler_type=constant shuffle=false dropout=0 threads=1
empty out
for file in config.json model.safetensors vocab.txt history.tsv; do there "model/$file"; done
[[ $(wc -l <model/history.tsv) == 5 ]] || fail "history.tsv: expected a header and 4 steps"
lacks model/config.json xner_random_weights

# Consecutive sentences as batches: the first two losses do not depend on what comes later.
expect 0 train wu_dredze --encoder random-tiny --train some.conll --save shorter --device cpu \
  seed=1 max_steps=2 train_batch_size=8 learning_rate=1e-3 lr_scheduler_type=constant shuffle=false dropout=0 threads=1
cut -f1,4 model/history.tsv | head -n 3 >a
cut -f1,4 shorter/history.tsv | head -n 3 >b
cmp -s a b || fail "the first losses depend on the number of steps"

# Every word gets a label; the columns stay.
expect 0 predict model --input dev.conll --output labelled.conll --logits logits.safetensors --device cpu threads=1
empty out
cut -f1,2 labelled.conll | cmp -s - dev.conll || fail "predict changed the input's columns"
awk -F'\t' 'NF && NF != 3 { exit 1 }' labelled.conll || fail "predict: a word without a label"
expect 0 score labelled.conll --format json
there logits.safetensors

# A pipe of words gives the same labels, without the tags of the file.
expect 0 predict model --input - --device cpu threads=1 <words.txt
awk 'NF { print $NF }' out >a
awk 'NF { print $NF }' labelled.conll >b
cmp -s a b || fail "labels depend on the input's tags"

# A trained model is an encoder whose classifier is kept.
expect 0 train wu_dredze --encoder model --train some.conll --save again --device cpu seed=9 max_steps=1 \
  train_batch_size=8 learning_rate=0 shuffle=false dropout=0 threads=1
expect 0 predict again --input dev.conll --output again.conll --device cpu threads=1
cmp -s labelled.conll again.conll || fail "a saved classifier was not kept"

# Mistakes.
mkdir mine && echo precious >mine/file
expect 2 train wu_dredze --encoder random-tiny --train some.conll --save mine max_steps=1
has err "expected a new or empty folder"
has mine/file precious
expect 2 train wu_dredze --encoder random-tiny --train some.conll --save x max_step=1
has err "did you mean 'max_steps'?"
expect 2 train wu_dredze --encoder random-tiny --train none.conll --save x max_steps=1
expect 2 train wu_dredze --encoder random-tiny --train some.conll --save x seed=1,2
has err "expected one seed"
expect 2 train wu_dredze --encoder random-tiny --train words.txt --save x max_steps=1
expect 2 predict random-tiny --input dev.conll
expect 2 predict nowhere --input dev.conll
[[ ! -e x ]] || fail "a mistake left a model"
