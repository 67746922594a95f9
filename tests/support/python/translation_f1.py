#!/usr/bin/env python3
"""How much of the gold each way of translating recovers, on Europarl (gold on both sides). Standard library alone.

Runs mulda's stage "translate" by the shipped worker: alignments (word_align.py), placeholder pairs made of both golds
(as they are, and with every placeholder damaged), a dictionary, and a scripted translator (that dictionary, word by word,
placeholders and brackets left alone). Two F1: of labelled spans in the gold's own sentences, where the translation is
that sentence; and of entities as (sentence, type, words in lower case), whatever the rest says.

usage: translation_f1.py BUILD SHARED_DATA ALIGNMENTS_PREFIX [--target de] [--dictionary dictionaries/en-de.muse.txt]
"""
import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

TRANSLATOR = r'''#!/usr/bin/env python3
import json, re, sys
words = {}
for line in open(sys.argv[1], encoding="utf-8"):
    fields = line.rstrip("\n").split("\t" if "\t" in line else " ", 1)
    if len(fields) == 2 and fields[0] != fields[1]:
        words.setdefault(fields[0].lower(), fields[1])
def one(match):
    word = match.group()
    if re.fullmatch(r"(PER|LOC|ORG|MISC)t?\d+", word):
        return word
    found = words.get(word.lower(), word)
    return found[0].upper() + found[1:] if word[0].isupper() else found
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"id": request["id"], "text": re.sub(r"\w+", one, request["text"])}), flush=True)
'''
LABELS = ["O"] + [f"{p}-{t}" for t in ("LOC", "MISC", "ORG", "PER") for p in "BI"]


def read(path):
    """[(words, tags)]"""
    sentences, rows = [], []
    for line in open(path, encoding="utf-8"):
        if line.strip():
            rows.append(re.split(r"[\t ]", line.rstrip("\n")))
        elif rows:
            sentences.append(([r[0] for r in rows], [r[-1] for r in rows]))
            rows = []
    return sentences + ([([r[0] for r in rows], [r[-1] for r in rows])] if rows else [])


def spans(tags):
    found, begin = [], None
    for i, tag in enumerate(tags + ["O"]):
        goes_on = tag[0] == "I" and begin is not None and tag[2:] == tags[begin][2:]
        if begin is not None and not goes_on:
            found.append((begin, i, tags[begin][2:]))
            begin = None
        if tag != "O" and begin is None:
            begin = i
    return found


def f1(gold, got):
    gold, got = Counter(gold), Counter(got)
    correct = sum((gold & got).values())
    precision, recall = correct / max(1, sum(got.values())), correct / max(1, sum(gold.values()))
    return f"P {100 * precision:5.1f}  R {100 * recall:5.1f}  F1 {200 * precision * recall / max(1e-9, precision + recall):5.1f}"


def translate(build, folder, source, mode, inputs, extra):
    """The stage's sentences by id, and its quality.json."""
    room = folder / "room"
    subprocess.run(["rm", "-rf", room], check=True)
    room.mkdir()
    filters = {"drop_lost": False, "drop_literal": True, "drop_duplicated": True, "minimum_ratio": 0.33,
               "maximum_ratio": 3.0, "maximum_entities": 0, "minimum_words": 0, "maximum_words": 0,
               "maximum_repeats": 0, "maximum_characters": 0, "limit": 0}
    request = {
        "key": "0" * 64, "plugin": str(build / "lib/xner/plugins/mulda.so"), "method": "mulda", "type": "translate",
        "parameters": {"mode": mode, "language": "de", "filters": filters, "device": "cpu", "threads": 1,
                       "precision": "fp32"} | extra,
        "inputs": {"source": str(source)} | {name: str(path) for name, path in inputs.items()},
        "outputs": ["train.jsonl", "quality.json"],
        "output_folder": str(room / "output"), "scratch_folder": str(room / "scratch"),
        "checkpoint_folder": "", "checkpoint_seconds": 0}
    (room / "output").mkdir()
    (room / "scratch").mkdir()
    (room / "request.json").write_text(json.dumps(request))
    command = [build / "bin/xner-worker", "--stage", room / "request.json", "--result-fd", "1"]
    result = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8")
    if result.returncode != 0:
        sys.exit(f"the stage failed: {result.stdout[-2000:]}")
    lines = (room / "output/train.jsonl").read_text(encoding="utf-8").splitlines()[1:]
    sentences = {s["source_id"]: (s["words"], s["labels"]) for s in map(json.loads, lines)}
    return sentences, json.loads((room / "output/quality.json").read_text())


def damaged(name, index, rng):
    return rng.choice([name.lower() + str(index), f"{name} {index}", f"{name}-{index}", name.title() + str(index),
                       name[1] + name[0] + name[2:] + str(index), name[:-1] + str(index), name[:-1] + "X" + str(index)])


def placeholder_files(folder, source, target, rng):
    """Pairs of the sentences whose two golds have the same types; which entity is which, by order within a type."""
    templates, entities, paired = [], [], 0
    for number, ((words, tags), (other, other_tags)) in enumerate(zip(source, target), 1):
        here, there = spans(tags), spans(other_tags)
        if sorted(s[2] for s in here) != sorted(s[2] for s in there):
            continue
        paired += 1
        left = {t: [i for i, s in enumerate(here) if s[2] == t] for t in {s[2] for s in here}}
        index = {span: left[span[2]].pop(0) for span in there}

        def template(tokens, found, number_of, damage):
            out, at = [], 0
            for begin, end, kind in found:
                k = number_of((begin, end, kind))
                name = f"{kind}{'t' if k > 9 else ''}{k}"
                out += tokens[at:begin] + [damaged(kind, k, rng) if damage and k < 10 else name]
                at = end
            return " ".join(out + tokens[at:])

        templates.append(f"{number}\t{template(words, here, here.index, False)}\t"
                         f"{template(other, there, index.get, rng is not None)}")
        for span, k in index.items():
            surface = " ".join(words[here[k][0]:here[k][1]])
            entities.append(f"{number}\t{k}\t{span[2]}\t{surface}\t{' '.join(other[span[0]:span[1]])}")
    (folder / "templates").write_text("\n".join(templates) + "\n", encoding="utf-8")
    (folder / "entities").write_text("\n".join(entities) + "\n", encoding="utf-8")
    return paired


def report(name, target, got, only=None, positions=True):
    ids = [i for i in range(1, len(target) + 1) if only is None or str(i) in only]
    gold = [(i,) + s for i in ids for s in spans(target[i - 1][1])]
    found = [(i,) + s for i in ids if str(i) in got for s in spans(got[str(i)][1])]

    def surfaces(rows, words_of):
        return [(i, kind, " ".join(words_of(i)[b:e]).lower()) for i, b, e, kind in rows]

    by_words = f1(surfaces(gold, lambda i: target[i - 1][0]), surfaces(found, lambda i: got[str(i)][0]))
    print(f"{name:<28}{len(ids):>5} sentences  spans: {f1(gold, found) if positions else '-':<31}  words: {by_words}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("prefix")
    parser.add_argument("--target", default="de")
    parser.add_argument("--dictionary", default="dictionaries/en-de.muse.txt")
    options = parser.parse_args()
    build, dictionary = options.build.resolve(), (options.data / options.dictionary).resolve()
    source = read(options.data / "europarl_ner/en-europarl.test.conll02")
    target = read(options.data / f"europarl_ner/{options.target}-europarl.test.conll02")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        header = {"name": "europarl_ner/en/test", "language": "en", "labels": LABELS}
        rows = [{"id": str(i), "words": w, "labels": t} for i, (w, t) in enumerate(source, 1)]
        corpus = folder / "source.jsonl"
        corpus.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in [header] + rows), encoding="utf-8")

        got, quality = translate(build, folder, corpus, "alignment",
                                 {"plain": options.prefix + ".plain", "alignments": options.prefix + ".alignments"}, {})
        report("alignment", target, got)
        print("   ", quality["entities"], quality["dropped"])
        templates = {"placeholder": "{TYPE}{i}", "hyphens": "keep", "tokenise": "spaces"}
        for title, rng in (("placeholders", None), ("placeholders, all damaged", random.Random(1))):
            placeholder_files(folder, source, target, rng)
            got, quality = translate(build, folder, corpus, "placeholders",
                                     {"templates": folder / "templates", "entities": folder / "entities"}, templates)
            with_pair = {line.split("\t")[0] for line in (folder / "templates").read_text(encoding="utf-8").splitlines()}
            report(title, target, got, with_pair)
            print("   ", quality["placeholders"], quality["dropped"])
        got, quality = translate(build, folder, corpus, "dictionary", {"dictionary": dictionary}, {"casing": "carried"})
        report("dictionary", target, got, positions=False)
        print("   ", quality["words"])
        script = folder / "translator"
        script.write_text(TRANSLATOR)
        script.chmod(0o755)
        got, quality = translate(build, folder, corpus, "translator", {"translator": script},
                                 templates | {"entities": "in_context", "arguments": [str(dictionary)],
                                              "hyphens": "mulda", "tokenise": "words"})
        report("translator (scripted)", target, got, positions=False)
        print("   ", quality["brackets"], quality["placeholders"], quality["dropped"])


if __name__ == "__main__":
    sys.exit(main())
