#!/usr/bin/env python3
"""Holds `xner tokenize` to Hugging Face's fast tokenizer: ids, tokens and word_ids of every line, raw and --words.

usage: compare_tokenizer.py XNER ENCODER [--lower | --cased] [--code-points] [--random COUNT] [--part I/N] [FILE ...]

    --lower, --cased   what do_lower_case is, where ENCODER's files do not say
    --code-points      every code point alone, between letters and after a space
    --random COUNT     lines of many scripts, marks, white space and special tokens
    --part I/N         only the I-th of N parts (from 1) of each list of lines, to split a long run

Files ending in .tsv, .iob2, .train, .testa, .testb and .conll02 are column files: their word column makes a line a
sentence. Others are taken line by line. Needs transformers (4.57) and tokenizers (0.22); for ENCODER see also
make_xlmr_tokenizer.py. Exit code 1 if anything differs.
"""
import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unicodedata

os.environ["TRANSFORMERS_VERBOSITY"] = "error"
from transformers import BertTokenizerFast, XLMRobertaTokenizerFast  # noqa: E402  (reads the environment)

ALL = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000 and c != 10]
COLUMNS = (".tsv", ".iob2", ".train", ".testa", ".testb", ".conll02")
BATCH = 10000


def reference(encoder, lower):
    """The tokenizer that transformers makes of the folder, without truncation and padding."""
    if (encoder / "vocab.txt").exists():
        kind, settings = BertTokenizerFast, {} if lower is None else {"do_lower_case": lower}
    else:
        kind, settings = XLMRobertaTokenizerFast, {}
    tokenizer = kind.from_pretrained(str(encoder), **settings).backend_tokenizer
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def compare(args, tokenizer, name, lines, words):
    part, parts = map(int, args.part.split("/"))
    lines = lines[part - 1::parts]
    different = 0
    with tempfile.NamedTemporaryFile() as file:
        file.write("".join(line + "\n" for line in lines).encode())
        file.flush()
        command = [args.xner, "tokenize", str(args.encoder)] + ["--words"] * words
        process = subprocess.Popen(command, stdin=open(file.name, "rb"), stdout=subprocess.PIPE)
        for begin in range(0, len(lines), BATCH):
            batch = lines[begin:begin + BATCH]
            inputs = [line.split(" ") for line in batch] if words else batch
            for line, expected in zip(batch, tokenizer.encode_batch(inputs, is_pretokenized=words)):
                found = json.loads(process.stdout.readline())
                if found == {"ids": expected.ids, "tokens": expected.tokens, "word_ids": expected.word_ids}:
                    continue
                different += 1
                if different <= 3:
                    print(f"  {line!r}\n    expected {expected.tokens} {expected.word_ids}\n"
                          f"    found    {found['tokens']} {found['word_ids']}")
        assert process.stdout.readline() == b"" and process.wait() == 0
    print(f"{name} {'--words' if words else 'raw'}: {len(lines)} lines, {different} differences", flush=True)
    return different


def random_lines(count, special):
    draw = random.Random(1)
    kinds = {}
    for c in ALL:
        kinds.setdefault(unicodedata.category(c)[0], []).append(c)
    blocks = [[chr(c) for c in range(*block)] for block in
              ((0x41, 0x5B), (0x61, 0x7B), (0x30, 0x3A), (0xC0, 0x180), (0x391, 0x3CA), (0x410, 0x450), (0x5D0, 0x5EB),
               (0x621, 0x660), (0xFE70, 0xFEFD), (0x905, 0x970), (0xE01, 0xE3B), (0x1100, 0x1200), (0xAC00, 0xD7A4),
               (0x3041, 0x30FB), (0x4E00, 0xA000), (0xF900, 0xFA6E), (0xFF01, 0xFFDD), (0x2100, 0x2200), (0x300, 0x370))]
    groups = [kinds["M"], kinds["M"], kinds["L"], kinds["N"] + kinds["P"], kinds["S"], kinds["Z"], kinds["C"], ["a", "B"],
              [" "], [" ", "  ", "\u3000", "\u2581"], special, list("[]<>9an"),
              ["\u302e", "\U0001d165", "\u0941", "\u034f", "\u00ad", "\u200d", "\u200c", "\u094d", "\u00a9", "\u2122"]]

    def line():
        own = [draw.choice(blocks), draw.choice(blocks), draw.choice(groups), draw.choice(groups), [" "]]
        return "".join(draw.choice(draw.choice(own if draw.random() < 0.8 else groups))
                       for _ in range(draw.randrange(1, 25)))
    return [line() for _ in range(count)]


def sentences(file):
    def word(row):
        fields = row.split("\t" if "\t" in row else " ")
        return fields[1] if file.suffix == ".iob2" and len(fields) > 1 else fields[0]

    for block in file.read_bytes().decode(errors="replace").replace("\r\n", "\n").split("\n\n"):
        rows = [row for row in block.split("\n") if row and not (file.suffix == ".iob2" and row[0] == "#")]
        if rows:
            yield " ".join(word(row) for row in rows)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("xner")
    parser.add_argument("encoder", type=pathlib.Path)
    parser.add_argument("--lower", action="store_true", default=None)
    parser.add_argument("--cased", dest="lower", action="store_false")
    parser.add_argument("--code-points", action="store_true")
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("--part", default="1/1")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    args = parser.parse_intermixed_args()
    tokenizer = reference(args.encoder, args.lower)
    different = 0
    if args.code_points:
        for name, lines in [("every code point", ALL), ("between letters", ["a" + c + "b" for c in ALL]),
                            ("after a space", ["x " + c for c in ALL])]:
            different += compare(args, tokenizer, name, lines, False)
    if args.random:
        added = [token.content for token in tokenizer.get_added_tokens_decoder().values()]
        lines = random_lines(args.random, added + [token.lower() for token in added])
        for words in (False, True):
            different += compare(args, tokenizer, "random lines", lines, words)
    for file in args.files:
        if file.suffix in COLUMNS:
            lines = list(sentences(file))
        else:
            lines = file.read_bytes().decode(errors="replace").split("\n")
        for words in (False, True):
            different += compare(args, tokenizer, str(file), lines, words)
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
