"""Logits of `xner predict --logits` against transformers, on checkpoints that transformers writes.

  python nn_reference.py --xner build/bin/xner                    every shape of nn_models.py
  python nn_reference.py --xner build/bin/xner --encoder FOLDER   ... and a real encoder with a random classifier
  python nn_reference.py --only xlm_roberta sharded               some of them

Every difference is given as a share of the largest logit; above --tolerance the exit code is 1.
"""
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import AutoModelForTokenClassification

from hf_common import load_tokenizer, read_sentences
from hf_logits import first_piece_logits
from nn_models import SHAPES, add_classifier, make_tiny, read_options, write_sentences


def compare(xner, folder, file, work, longest):
    """max |difference| / max |logit| of one model, and the number of words."""
    out = work / "logits.safetensors"
    subprocess.run([xner, "predict", folder, "--input", file, "--output", work / "labels", "--logits", out,
                    "--device", "cpu", f"max_length={longest}"], check=True)
    found = load_file(out)
    model = AutoModelForTokenClassification.from_pretrained(folder, dtype=torch.float32).eval()
    expected, skipped = first_piece_logits(model, load_tokenizer(folder), read_sentences(file), max_length=longest)
    if skipped or not torch.equal(found["word_index"], expected["word_index"]):
        raise SystemExit(f"{folder.name}: the words are not the same ({skipped} sentences skipped)")
    difference = (found["logits"] - expected["logits"]).abs().max() / expected["logits"].abs().max()
    return difference.item(), len(expected["word_index"])


def main():
    options = read_options(__doc__, SHAPES)
    worst, failed = 0.0, False
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        models = {name: (lambda folder, shape=SHAPES[name]: make_tiny(folder, shape), SHAPES[name].get("words", 17))
                  for name in options.only}
        for encoder in options.encoder:
            models[f"encoder-{encoder.name}"] = (lambda folder, encoder=encoder: add_classifier(encoder, folder), 17)
        for name, (make, words) in models.items():
            make(work / name)
            write_sentences(work / "text.tsv", 80 if words < 100 else words, words)
            difference, count = compare(options.xner, work / name, work / "text.tsv", work, 128 if words < 100 else 1024)
            worst, failed = max(worst, difference), failed or not difference <= options.tolerance
            print(f"{name}: {count} words, largest difference {difference:.2e} of the largest logit", flush=True)
    print(f"{len(models)} checkpoints, at worst {worst:.2e}, allowed {options.tolerance:.0e}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
