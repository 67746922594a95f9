#!/usr/bin/env python3
"""Holds `xner tokenize` to Hugging Face's fast tokenizer: ids, tokens and word_ids of every line, raw and --words.

usage: compare_tokenizer.py XNER ENCODER [--lower] [--code-points] [FILE ...]

Files ending in .tsv, .iob2, .train, .testa, .testb are column files: their first word column makes a line a sentence.
Others are taken line by line. Exit code 1 if anything differs.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unicodedata

from tokenizers import Tokenizer

ALL = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000 and c != 10]
COLUMNS = (".tsv", ".iob2", ".train", ".testa", ".testb")
BATCH = 10000


def reference(encoder, lower):
    state = json.loads((encoder / "tokenizer.json").read_text())
    state["normalizer"]["lowercase"] = lower
    state["truncation"] = state["padding"] = None
    return Tokenizer.from_str(json.dumps(state))


def compare(args, tokenizer, name, lines, words):
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


def random_lines(count):
    draw = random.Random(1)
    kinds = {}
    for c in ALL:
        kinds.setdefault(unicodedata.category(c)[0], []).append(c)
    special = ["[SEP]", "[MASK]", "[CLS]", "[", "]", "[UNK]", "[PAD]", "[sep]"]
    groups = [kinds["M"], kinds["M"], kinds["L"], kinds["N"] + kinds["P"], kinds["S"], kinds["Z"], ["a", "B"], [" "],
              special, ["\u302e", "\U0001d165", "\u0941", "\u034f", "\u00ad"]]
    return ["".join(draw.choice(draw.choice(groups)) for _ in range(draw.randrange(1, 25))) for _ in range(count)]


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
    parser.add_argument("--lower", action="store_true")
    parser.add_argument("--code-points", action="store_true")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    args = parser.parse_intermixed_args()
    tokenizer = reference(args.encoder, args.lower)
    different = 0
    if args.code_points:
        for name, lines in [("every code point", ALL), ("between letters", ["a" + c + "b" for c in ALL]),
                            ("after a space", ["x " + c for c in ALL]), ("random lines", random_lines(200000))]:
            different += compare(args, tokenizer, name, lines, False)
        different += compare(args, tokenizer, name, lines, True)
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
