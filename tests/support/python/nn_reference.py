"""Logits of `xner predict --logits` against transformers, on checkpoints that transformers writes.

  python nn_reference.py --xner build/bin/xner                    random tiny BERTs of five shapes
  python nn_reference.py --xner build/bin/xner --encoder FOLDER   ... and a real encoder with a random classifier

Every difference is given as a share of the largest logit; above --tolerance the exit code is 1.
"""
import argparse
import random
import string
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import (AutoModelForTokenClassification, BertConfig, BertForTokenClassification, BertTokenizerFast)

from hf_common import load_tokenizer, read_sentences
from hf_logits import first_piece_logits

LABELS = ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]
SHAPES = {
    "one_layer": dict(num_hidden_layers=1, hidden_size=16, num_attention_heads=1, intermediate_size=8),
    "narrow_heads": dict(num_hidden_layers=3, hidden_size=48, num_attention_heads=12, intermediate_size=100),
    "one_token_type": dict(num_hidden_layers=2, hidden_size=24, num_attention_heads=3, intermediate_size=64,
                           type_vocab_size=1, layer_norm_eps=1e-5),
    "deep": dict(num_hidden_layers=8, hidden_size=32, num_attention_heads=4, intermediate_size=128,
                 max_position_embeddings=130),
    "half_precision": dict(num_hidden_layers=2, hidden_size=64, num_attention_heads=4, intermediate_size=128),
}


def randomise(model):
    """No parameter keeps a value that would hide a mistake: biases 0, LayerNorm 1 and 0."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)


def write_vocabulary(file):
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    for prefix in ("", "##"):
        pieces += [prefix + letter for letter in string.ascii_lowercase]
        pieces += [prefix + a + b for a in "aeiou" for b in string.ascii_lowercase]
    file.write_text("\n".join(pieces) + "\n")
    return len(pieces)


def write_sentences(file, sentences=80):
    """Words of one to eight letters, some with a character that is unknown and some that clean to nothing."""
    with file.open("w") as out:
        for number in range(sentences):
            for _ in range(1 + number % 17):
                word = "".join(random.choices(string.ascii_lowercase, k=random.randint(1, 8)))
                word = random.choices([word, word + "7", "\u200b", word.upper()], weights=[90, 4, 3, 3])[0]
                out.write(f"{word}\tO\n")
            out.write("\n")


def make_tiny(folder, shape):
    folder.mkdir()
    size = write_vocabulary(folder / "vocab.txt")
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), do_lower_case=False).save_pretrained(folder)
    model = BertForTokenClassification(BertConfig(vocab_size=size, initializer_range=0.2, num_labels=len(LABELS),
                                                  id2label=dict(enumerate(LABELS)),
                                                  label2id={label: i for i, label in enumerate(LABELS)}, **shape))
    randomise(model)
    model.save_pretrained(folder)


def add_classifier(encoder, folder):
    model = AutoModelForTokenClassification.from_pretrained(encoder, num_labels=len(LABELS),
                                                            id2label=dict(enumerate(LABELS)),
                                                            label2id={label: i for i, label in enumerate(LABELS)})
    with torch.no_grad():
        model.classifier.weight.normal_(0, 0.2)
        model.classifier.bias.normal_(0, 0.2)
    model.save_pretrained(folder)
    load_tokenizer(encoder).save_pretrained(folder)


def compare(xner, folder, file, work):
    """max |difference| / max |logit| of one model, and the number of words."""
    out = work / "logits.safetensors"
    subprocess.run([xner, "predict", folder, "--input", file, "--output", work / "labels", "--logits", out], check=True)
    found = load_file(out)
    model = AutoModelForTokenClassification.from_pretrained(folder, dtype=torch.float32).eval()
    expected, skipped = first_piece_logits(model, load_tokenizer(folder), read_sentences(file), max_length=128)
    if skipped or not torch.equal(found["word_index"], expected["word_index"]):
        raise SystemExit(f"{folder.name}: the words are not the same ({skipped} sentences skipped)")
    difference = (found["logits"] - expected["logits"]).abs().max() / expected["logits"].abs().max()
    return difference.item(), len(expected["word_index"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--xner", type=Path, default=Path("build/bin/xner"))
    parser.add_argument("--encoder", type=Path, action="append", default=[])
    parser.add_argument("--tolerance", type=float, default=2e-6)
    options = parser.parse_args()
    torch.manual_seed(1)
    random.seed(1)
    failed = False
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        write_sentences(work / "text.tsv")
        models = {}
        for name, shape in SHAPES.items():
            models[work / name] = lambda folder, shape=shape: make_tiny(folder, shape)
        for encoder in options.encoder:
            models[work / f"encoder-{encoder.name}"] = lambda folder, encoder=encoder: add_classifier(encoder, folder)
        for folder, make in models.items():
            make(folder)
            if folder.name == "half_precision":
                BertForTokenClassification.from_pretrained(folder).half().save_pretrained(folder)
            difference, words = compare(options.xner, folder, work / "text.tsv", work)
            failed |= not difference <= options.tolerance
            print(f"{folder.name}: {words} words, largest difference {difference:.2e} of the largest logit")
    sys.exit(failed)


if __name__ == "__main__":
    main()
