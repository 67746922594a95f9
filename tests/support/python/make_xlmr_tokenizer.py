#!/usr/bin/env python3
"""Trains a tokenizer of XLM-R's kind on the shared data, for the differential test: the files that XLM-R's folder has.

usage: make_xlmr_tokenizer.py SHARED_DATA OUT [PIECES]      (packages sentencepiece, transformers 4.57, tokenizers 0.22)

OUT/spm    sentencepiece.bpe.model alone: transformers converts it, with its normalizer of 2024 and later
OUT/old    tokenizer.json alone, as facebook/xlm-roberta-base has it: white space is split before anything else
OUT/both   sentencepiece.bpe.model and what transformers saves beside it
"""
import json
import pathlib
import random
import shutil
import sys

import sentencepiece
from transformers import XLMRobertaTokenizerFast

SPLIT = {"type": "Sequence", "pretokenizers": [
    {"type": "WhitespaceSplit"},
    {"type": "Metaspace", "replacement": "\u2581", "str_rep": "\u2581", "add_prefix_space": True}]}


def sample(data, count):
    draw = random.Random(1)
    lines = []
    for file in sorted(data.glob("rawtext/*/*.txt")):
        lines += [line for line in file.read_text().split("\n") if 0 < len(line) < 2000]
    draw.shuffle(lines)
    lines = lines[:count]
    for file in sorted(data.glob("parallel/ntrex128/*.txt")):
        lines += file.read_text().split("\n")
    return lines


def train(lines, file, pieces):
    """The settings that XLM-R's model records; 0 <unk>, 1 <s>, 2 </s>, as transformers expects."""
    with open(file, "wb") as out:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines), model_writer=out, vocab_size=pieces, model_type="unigram",
            character_coverage=0.9995, normalization_rule_name="nmt_nfkc", num_threads=1, minloglevel=1)


def write_folders(out):
    """`both` and `old` from `spm`."""
    XLMRobertaTokenizerFast.from_pretrained(str(out / "spm")).save_pretrained(str(out / "both"))
    shutil.copy(out / "spm/sentencepiece.bpe.model", out / "both")
    state = json.loads((out / "both/tokenizer.json").read_text())
    state["normalizer"] = state["normalizer"]["normalizers"][0]  # the Precompiled one
    state["pre_tokenizer"] = SPLIT
    (out / "old").mkdir(exist_ok=True)
    (out / "old/tokenizer.json").write_text(json.dumps(state, ensure_ascii=False))


def main(data, out, pieces=20000):
    out = pathlib.Path(out)
    (out / "spm").mkdir(parents=True, exist_ok=True)
    train(sample(pathlib.Path(data), 40000), out / "spm/sentencepiece.bpe.model", int(pieces))
    write_folders(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
