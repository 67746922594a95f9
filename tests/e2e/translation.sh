#!/usr/bin/env bash
# En+Trans of the sample by each way of translating: files as declared inputs, keys by content, quality.json, a
# translator as a process.
# shellcheck source=tests/e2e/common.sh
source "${XNER_SOURCE:?}/tests/e2e/common.sh"
export XNER_TRANSLATIONS=$work/translations

cat >small.toml <<'END'
encoder = "random-tiny"
seeds = [1, 2]
[methods.mulda]
[data]
root = "."
[data.source]
part = "sample/aa"
size = 40
[data.targets.bb]
part = "sample/bb"
translations = "sample/bb/translations"
[training]
max_steps = 4
train_batch_size = 8
learning_rate = 1e-3
device = "cpu"
threads = 1
END

# Labelled translations: one translation for both seeds, and the report on it in each run's folder.
expect 0 plan small.toml
has out "translate: 1 instead of 2"
expect 0 run small.toml
quality=$(find runs/small -path '*/bb/seed-1/quality.json')
there "$quality"
has "$quality" '"mode": "labelled"'
has "$quality" '"kept": 40'
has "${quality%quality.json}env.json" '"translations": 40'
expect 0 run small.toml
has err "nothing to do"

# Batches: pairs have as many units as the source has sentences, the union twice as many.
has "${quality%quality.json}env.json" '"training_units": 40'
expect 0 run small.toml name=union methods.mulda.entrans_batch=shuffled_union seeds=1
has "$(find runs/union -name env.json)" '"training_units": 80'

# The plan counts the steps that a training takes, in batches of 8: of 40 pairs, of 80 sentences, of 40 translations.
sed 's/methods.mulda/methods.concner/' small.toml >concner.toml
steps_of() { # FILE NAME ARGUMENTS...: plan and run say the same; prints how many
  local file=$1 name=$2 planned made
  shift 2
  set -- "$file" "name=$name" seeds=1 training.max_steps=0 training.num_train_epochs=1 "$@"
  expect 0 plan "$@" --format json
  planned=$(tr -d ' \n' <out | grep -o '"steps":[0-9]*' | grep -v ':0$' | head -n 1)
  expect 0 run "$@"
  made=$(($(wc -l <"$(find "runs/$name" -name history.tsv)") - 1)) # without the header
  [[ $planned == "\"steps\":$made" ]] || fail "$name: planned $planned, made $made"
  echo "$made"
}
[[ $(steps_of small.toml pairs) == 5 ]] || fail "expected 5 steps of pairs"
[[ $(steps_of small.toml both methods.mulda.entrans_batch=shuffled_union) == 10 ]] || fail "expected 10 steps of a union"
[[ $(steps_of concner.toml trans methods.concner.preset=trans) == 5 ]] || fail "expected 5 steps of translations"

# A missing file is named with the key that would name it.
expect 2 run small.toml methods.mulda.translation=dictionary
has err "needs the file 'dictionary'"
has err '[data.targets.bb.files] dictionary ='

# A dictionary: the key is of the content, not of the path.
expect 0 data export sample/aa/train --output aa.conll
cut -f1 aa.conll | sort -u | sed '/^$/d; s/.*/&\tx&/' >dictionary.tsv
mkdir other && cp dictionary.tsv other/words.tsv && sed 's/\tx/\ty/' dictionary.tsv >changed.tsv
expect 0 run small.toml name=dictionary seeds=1 methods.mulda.translation=dictionary \
  data.targets.bb.files.dictionary=./dictionary.tsv
has "$(find runs/dictionary -name quality.json)" '"unknown": 0'
keys() { # DICTIONARY: the keys of the stages that a plan with it has
  expect 0 plan small.toml seeds=1 methods.mulda.translation=dictionary data.targets.bb.files.dictionary="$1" --format json
  grep -o '"key": *"[0-9a-f]*"' out
}
keys ./dictionary.tsv >first && keys ./other/words.tsv >moved && keys ./changed.tsv >different
[[ -s first ]] || fail "expected keys in the plan"
cmp -s first moved || fail "a key depends on a path"
! cmp -s first different || fail "a key does not depend on the content"

# A translator as a process: a scripted one, asked once.
cat >translator <<'END'
#!/bin/sh
echo run >>"$0.runs"
sed 's/.*"id":\([0-9]*\).*"text":"\([^"]*\)".*/{"id": \1, "text": "\2"}/'
END
chmod +x translator
expect 0 run small.toml name=live seeds=1 methods.mulda.translation=translator data.targets.bb.files.translator=./translator
quality=$(find runs/live -name quality.json)
has "$quality" '"lost": 0'
has "$quality" '"none": 0'
[[ $(wc -l <translator.runs) == 1 ]] || fail "expected one run of the translator"
# A smaller sample is part of what it said already.
expect 0 run small.toml name=less seeds=1 methods.mulda.translation=translator data.source.size=20 \
  data.targets.bb.files.translator=./translator
[[ $(wc -l <translator.runs) == 1 ]] || fail "expected the translator not to be asked again"
# One that fails is a failed run, with its last words.
printf '#!/bin/sh\necho out of quota >&2\nexit 7\n' >broken
chmod +x broken
expect 1 run small.toml name=broken seeds=1 methods.mulda.translation=translator data.targets.bb.files.translator=./broken
cat out err >said
has said "exit code 7"

# The example adapter, around a program that translates lines.
if command -v python3 >/dev/null; then
  expect 0 run small.toml name=adapter seeds=1 methods.mulda.translation=translator \
    data.targets.bb.files.translator="$XNER_SOURCE/plugins/mulda/translator_example.py" \
    'methods.mulda.translate_arguments=["sed", "s/$/ !/"]'
  has "$(find runs/adapter -name quality.json)" '"kept": 40'
fi
