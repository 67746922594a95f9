#!/usr/bin/env python3
"""Wordpieces per second of Hugging Face's fast tokenizer in one thread (CPU time): the peer of tests/bench/tokenizer_bench.cpp.

usage: tokenizer_bench.py SHARED_DATA [LANGUAGE ...]
"""
import os
import pathlib
import sys
import time

os.environ["RAYON_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
from tokenizers import Tokenizer  # noqa: E402  (reads the environment)


def sentences(file):
    for block in file.read_text().split("\n\n"):
        words = [line.split("\t")[0] for line in block.split("\n") if line]
        if words:
            yield words


def best_rate(tokenizer, inputs, pretokenized, repetitions=5):
    seconds = []
    for _ in range(repetitions):
        begin = time.process_time()
        encodings = tokenizer.encode_batch_fast(inputs, is_pretokenized=pretokenized, add_special_tokens=False)
        seconds.append(time.process_time() - begin)
    return sum(len(encoding) for encoding in encodings) / min(seconds)


def main(data, *languages):
    data = pathlib.Path(data)
    tokenizer = Tokenizer.from_file(str(data / "tokenizers/bert-base-multilingual-cased/tokenizer.json"))
    for language in languages or ("en", "de", "ar"):
        words = list(sentences(data / "wikiann" / language / "train.tsv"))
        lines = [" ".join(sentence) for sentence in words]
        print(f"{language}: words {best_rate(tokenizer, words, True) / 1e6:.3f} M/s, "
              f"lines {best_rate(tokenizer, lines, False) / 1e6:.3f} M/s")


if __name__ == "__main__":
    main(*sys.argv[1:])
