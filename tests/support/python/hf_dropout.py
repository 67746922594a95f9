"""Dropout of xner and of transformers: what it adds to the loss of one model whose weights stay as they are.

  python hf_dropout.py --data ../shared/data --encoder .deps/encoders/all-MiniLM-L6-v2 --passes 10

A head is trained for 64 steps without dropout; then each side goes through the same batches with dropout and a learning
rate of 0, several times with fresh masks. Equal masks are not to be had, equal losses in the mean are: the difference is
given with its standard error. Exit code 1 if it is above four of them (by chance: 1 in 1,000 times).
"""
import argparse
import csv
import json
import statistics
import sys
import tempfile
from pathlib import Path

import torch
from transformers import AutoModelForTokenClassification

from hf_common import collate, encode, load_tokenizer, read_sentences
from hf_parity import MAX_LENGTH, TRAIN, Xner

BATCH = 32


def with_dropout(model, probability):
    """xner and transformers read the same three fields."""
    file = model / "config.json"
    config = json.loads(file.read_text())
    for name in ("hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout"):
        config[name] = probability
    file.write_text(json.dumps(config))


def means(losses, passes):
    size = len(losses) // passes
    return [statistics.mean(losses[at : at + size]) for at in range(0, len(losses), size)]


def by_xner(xner, start, passes):
    out = xner.work / "same"
    xner.train(start, out, "learning_rate=0", "shuffle=false", f"num_train_epochs={passes}", "dropout=-1")
    with open(out / "history.tsv", newline="") as history:
        return means([float(row["loss"]) for row in csv.DictReader(history, delimiter="\t") if row["loss"]], passes)


@torch.no_grad()
def by_transformers(start, sentences, passes):
    model = AutoModelForTokenClassification.from_pretrained(start).train()
    tokenizer = load_tokenizer(start)
    names = [model.config.id2label[number] for number in range(model.config.num_labels)]
    rows = encode(tokenizer, sentences, names, MAX_LENGTH)
    batches = [collate(rows[at : at + BATCH], tokenizer.pad_token_id) for at in range(0, len(rows), BATCH)]
    return means([model(**batch).loss.item() for _ in range(passes) for batch in batches], passes)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds uner/")
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--xner", type=Path, default=Path("build/bin/xner"))
    parser.add_argument("--sentences", type=int, default=512, help="whole batches")
    parser.add_argument("--passes", type=int, default=10)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.batch_size = BATCH

    with tempfile.TemporaryDirectory() as temporary:
        xner = Xner(options, Path(temporary))
        file = xner.export(TRAIN, xner.work / "train.conll")
        parts = file.read_text().split("\n\n")[: options.sentences]
        file.write_text("\n\n".join(parts) + "\n\n")
        start = xner.work / "start"
        xner.train(options.encoder, start, "max_steps=64")
        with_dropout(start, 0.0)
        plain = by_xner(xner, start, 1)[0]
        with_dropout(start, options.dropout)
        torch.manual_seed(options.seed)
        ours = by_xner(xner, start, options.passes)
        theirs = by_transformers(start, read_sentences(file), options.passes)
    print(f"loss without dropout: {plain:.5f}")
    for name, values in (("xner", ours), ("transformers", theirs)):
        print(f"{name}: dropout {options.dropout} adds {statistics.mean(values) - plain:.5f}, "
              f"{statistics.stdev(values):.5f} from pass to pass")
    difference = statistics.mean(ours) - statistics.mean(theirs)
    error = ((statistics.variance(ours) + statistics.variance(theirs)) / options.passes) ** 0.5
    print(f"difference: {difference:.5f}, standard error {error:.5f}")
    sys.exit(int(abs(difference) > 4 * error))


if __name__ == "__main__":
    main()
