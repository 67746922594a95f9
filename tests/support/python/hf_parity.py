"""The same fine-tuning by xner and by transformers: one encoder with one random head, Universal NER English PUD, the same
batches in the same order, dropout 0; then the labels of both on each test set.

  python hf_parity.py --data ../shared/data --encoder .deps/encoders/all-MiniLM-L6-v2 --epochs 10

For each test set: the share of words with equal labels (wanted: 99.9 %) and both F1, by seqeval (wanted: within 0.1).
On 2 cores 2 epochs of 320 sentences took 81 s together, most of it for the test sets.
"""
import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch
from seqeval.metrics import f1_score
from transformers import AutoModelForTokenClassification, get_linear_schedule_with_warmup

from hf_common import collate, encode, label_names, load_tokenizer, parameter_groups, read_sentences
from hf_uner import predict
from nn_models import load_without_dropout
from xner_order import batches

TRAIN = "uner/en_pud/test"
TESTS = {"en": "uner/en_ewt/test", "sv": "uner/sv_talbanken/test", "pt": "uner/pt_bosque/test"}
MAX_LENGTH = 256  # longer than every sentence of the training data: no windows, no truncation


class Xner:
    """xner's side, by its command line alone."""

    def __init__(self, options, work):
        self.options, self.work = options, work

    def call(self, *arguments):
        subprocess.run([self.options.xner, *map(str, arguments)], check=True, stderr=subprocess.DEVNULL)

    def export(self, corpus, file):
        self.call("data", "export", corpus, "--root", self.options.data, "--output", file)
        return file

    def train(self, encoder, save, *settings):
        self.call("train", "wu_dredze", "--encoder", encoder, "--train", self.work / "train.conll", "--save", save,
                  "--device", "cpu", f"seed={self.options.seed}", "dropout=0", f"max_length={MAX_LENGTH}",
                  f"train_batch_size={self.options.batch_size}", *settings)

    def label(self, model, file):
        """The last column of the labelled file, sentence by sentence."""
        out = self.work / "labelled.conll"
        self.call("predict", model, "--input", file, "--output", out, "--device", "cpu", "max_length=512")
        return [tags for _, tags in read_sentences(out)]


def train_transformers(start, sentences, names, options):
    model = load_without_dropout(start)
    tokenizer = load_tokenizer(start)
    rows = encode(tokenizer, sentences, names, MAX_LENGTH)
    if max(len(row[0]) for row in rows) == MAX_LENGTH:
        sys.exit(f"a training sentence has {MAX_LENGTH} wordpieces or more: both sides would not see the same")
    optimizer = torch.optim.AdamW(parameter_groups(model, 0.0), lr=options.learning_rate)
    steps = -(-len(rows) // options.batch_size) * options.epochs
    schedule = get_linear_schedule_with_warmup(optimizer, 0, steps)
    for batch in batches(len(rows), options.batch_size, options.seed, options.epochs):
        loss = model(**collate([rows[place] for place in batch], tokenizer.pad_token_id)).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
    return model, tokenizer


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds uner/")
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--xner", type=Path, default=Path("build/bin/xner"))
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--sentences", type=int, default=0, help="of the training data; 0: all")
    parser.add_argument("--learning-rate", type=float, default=5e-5)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    failed = False
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        xner = Xner(options, work)
        file = xner.export(TRAIN, work / "train.conll")
        if options.sentences:
            parts = file.read_text().split("\n\n")[: options.sentences]
            file.write_text("\n\n".join(parts) + "\n\n")
        sentences = read_sentences(file)
        # One head for both: xner's, from a step that changes nothing.
        xner.train(options.encoder, work / "start", "max_steps=1", "learning_rate=0")
        began = time.perf_counter()
        xner.train(work / "start", work / "xner", f"num_train_epochs={options.epochs}",
                   f"learning_rate={options.learning_rate}", "lr_scheduler_type=linear")
        between = time.perf_counter()
        start = AutoModelForTokenClassification.from_pretrained(work / "start")
        names = [start.config.id2label[number] for number in range(start.config.num_labels)]
        assert sorted(names) == sorted(label_names(sentences))
        model, tokenizer = train_transformers(work / "start", sentences, names, options)
        print(f"trained on {len(sentences)} sentences, {options.epochs} epochs: xner {between - began:.0f} s, "
              f"transformers {time.perf_counter() - between:.0f} s", flush=True)
        for language, corpus in TESTS.items():
            test = read_sentences(xner.export(corpus, work / f"{language}.conll"))
            ours = xner.label(work / "xner", work / f"{language}.conll")
            theirs = predict(model, encode(tokenizer, test, names, 512), test, names, tokenizer.pad_token_id)
            equal = sum(a == b for x, y in zip(ours, theirs, strict=True) for a, b in zip(x, y, strict=True))
            words = sum(map(len, theirs))
            gold = [[tag if tag in names else "O" for tag in tags] for _, tags in test]
            scores = [100 * f1_score(gold, tags) for tags in (ours, theirs)]
            failed |= equal < 0.999 * words or abs(scores[0] - scores[1]) > 0.1
            print(f"{language}: {equal} of {words} words have equal labels ({100 * equal / words:.3f} %), F1 {scores[0]:.2f} "
                  f"and {scores[1]:.2f}", flush=True)
    sys.exit(int(failed))


if __name__ == "__main__":
    main()
