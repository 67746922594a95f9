"""Models go from xner to transformers and back, tokenizer files included.

  python nn_round_trip.py --xner build/bin/xner
  python nn_round_trip.py --xner build/bin/xner --encoder FOLDER     ... and a real encoder

There: what `xner train` saves, AutoModelForTokenClassification and AutoTokenizer open without a missing or unexpected
tensor, with the same wordpieces, labels and logits. Back: what transformers saves, xner opens, with the same; trained
for one step at learning rate 0 and saved again, it is the same weights bit for bit.
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import AutoModelForTokenClassification, AutoTokenizer

from hf_common import read_sentences
from hf_logits import first_piece_logits
from nn_models import SHAPES, add_classifier, make_tiny, read_options, write_sentences


def only_tokenizer_json(folder):
    """As some folders come: nothing says that the tokenizer is cased but tokenizer.json, which AutoTokenizer overrules."""
    for name in ("tokenizer_config.json", "special_tokens_map.json"):
        (folder / name).unlink(missing_ok=True)


def only_vocabulary(folder):
    only_tokenizer_json(folder)
    (folder / "tokenizer.json").unlink()


# Name: shape of nn_models.py, and what is done to the folder before xner sees it.
CASES = {
    "bert_cased": ("bert_cased", None),
    "bert_uncased": ("bert_uncased", None),
    "tokenizer_json_alone": ("bert_cased", only_tokenizer_json),
    "vocabulary_alone": ("bert_uncased", only_vocabulary),
    "sharded": ("sharded", None),
    "bfloat16": ("bfloat16", None),
    "xlm_roberta": ("xlm_roberta", None),
    "roberta": ("roberta", None),
    "camembert": ("camembert", None),
}


class Check:
    def __init__(self, xner, work):
        self.xner, self.work = xner, work
        self.text = work / "text.conll"
        write_sentences(self.text)
        self.sentences = read_sentences(self.text)

    def train(self, encoder, save, *settings):
        subprocess.run([self.xner, "train", "wu_dredze", "--encoder", encoder, "--train", self.text, "--save", save,
                        "--device", "cpu", "seed=1", "shuffle=false", "dropout=0", *settings], check=True,
                       stderr=subprocess.DEVNULL)

    def same_pieces(self, folder):
        """Wordpieces of `xner tokenize` and AutoTokenizer, without and with capitals and accents."""
        lines = [" ".join(words) for words, _ in self.sentences] + ["Ünïcode Words WITH Capitals, and 中文."]
        found = subprocess.run([self.xner, "tokenize", folder], input="\n".join(lines) + "\n", text=True, check=True,
                               stdout=subprocess.PIPE).stdout.splitlines()
        tokenizer = AutoTokenizer.from_pretrained(folder)
        return all(json.loads(ours)["ids"] == tokenizer(line)["input_ids"]
                   for ours, line in zip(found, lines, strict=True))

    def logits(self, folder):
        """The largest difference, as a share of the largest logit."""
        out = self.work / "logits.safetensors"
        subprocess.run([self.xner, "predict", folder, "--input", self.text, "--output", self.work / "labels",
                        "--logits", out, "--device", "cpu"], check=True)
        model, report = AutoModelForTokenClassification.from_pretrained(folder, dtype=torch.float32,
                                                                        output_loading_info=True)
        if any(report.values()):
            raise SystemExit(f"{folder.name}: transformers reports {report}")
        expected, skipped = first_piece_logits(model.eval(), AutoTokenizer.from_pretrained(folder), self.sentences, 128)
        found = load_file(out)
        if skipped or not torch.equal(found["word_index"], expected["word_index"]):
            raise SystemExit(f"{folder.name}: the words are not the same")
        return ((found["logits"] - expected["logits"]).abs().max() / expected["logits"].abs().max()).item()

    def there(self, folder, save):
        """xner trains, transformers opens."""
        self.train(folder, save, "max_steps=3", "learning_rate=1e-3", "train_batch_size=8")
        return self.same_pieces(save), self.logits(save)

    def back(self, folder, opened, again):
        """transformers opens and saves, xner opens and saves: tokens, logits, and bitwise equal weights."""
        model = AutoModelForTokenClassification.from_pretrained(folder, dtype=torch.float32)
        model.save_pretrained(opened)
        AutoTokenizer.from_pretrained(folder).save_pretrained(opened)
        pieces, difference = self.same_pieces(opened), self.logits(opened)
        self.train(opened, again, "max_steps=1", "learning_rate=0")
        after = AutoModelForTokenClassification.from_pretrained(again, dtype=torch.float32)
        equal = all(torch.equal(value, after.state_dict()[name]) for name, value in model.state_dict().items())
        return pieces, difference, equal and after.config.id2label == model.config.id2label


def main():
    options = read_options(__doc__, CASES)
    failed = False
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        check = Check(options.xner, work)
        folders = []
        for name in options.only:
            shape, prepare = CASES[name]
            make_tiny(work / name, SHAPES[shape])
            if prepare:
                prepare(work / name)
            folders.append(work / name)
        for encoder in options.encoder:
            add_classifier(encoder, work / encoder.name)
            folders.append(work / encoder.name)
        for folder in folders:
            trained, opened, again = (work / f"{folder.name}-{step}" for step in ("trained", "opened", "again"))
            pieces, difference = check.there(folder, trained)
            failed |= not (pieces and difference <= options.tolerance)
            print(f"{folder.name}: there: wordpieces {'equal' if pieces else 'DIFFER'}, logits differ by {difference:.1e}",
                  end="", flush=True)
            pieces, difference, equal = check.back(trained, opened, again)
            failed |= not (pieces and difference <= options.tolerance and equal)
            print(f"; back: wordpieces {'equal' if pieces else 'DIFFER'}, logits differ by {difference:.1e}, weights "
                  f"{'equal' if equal else 'DIFFER'}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
