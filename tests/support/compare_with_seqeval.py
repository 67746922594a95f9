#!/usr/bin/env python3
"""Holds `xner score` against seqeval 1.2.2 (pip install seqeval) on random column files.

    tests/support/compare_with_seqeval.py --xner build/bin/xner [--files 10000] [--seed 1] [--jobs 2]

For B/I/O and I/O/E labels conlleval.pl and seqeval's default mode count alike, so overall and per-type precision,
recall, F1 and support must agree to 1e-12. Prints one line; ends with 1 and the file's text at the first difference.
"""
import argparse
import concurrent.futures
import json
import random
import subprocess
import sys
import warnings

from seqeval.metrics.sequence_labeling import get_entities, precision_recall_fscore_support

warnings.filterwarnings("ignore")


def random_file(rng):
    """Gold and predicted sentences; half of the predicted words copy gold, so that entities agree often."""
    # B and E together differ by design: conlleval does not split `E-X B-X`, seqeval does.
    prefixes = rng.choice(["BI", "IE"])
    labels = ["O"] * rng.randint(1, 4) + [f"{p}-{t}" for p in prefixes for t in ("PER", "LOC", "ORG", "A-B")]
    gold, predicted = [], []
    for _ in range(rng.randint(1, 12)):
        words = rng.randint(1, 12)
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


def expected(gold, predicted):
    """seqeval's numbers in the shape of xner's JSON; where seqeval divides by zero, xner says null."""
    p, r, f, n = precision_recall_fscore_support(gold, predicted, average=None, zero_division=0)
    types = sorted({t[0] for t in get_entities(gold) + get_entities(predicted)})
    by_type = {t: dict(precision=p[i], recall=r[i], f1=f[i], number=int(n[i])) for i, t in enumerate(types)}
    p, r, f, _ = precision_recall_fscore_support(gold, predicted, average="micro", zero_division=0)
    overall = dict(precision=p, recall=r, f1=f, number=sum(t["number"] for t in by_type.values()))
    return overall, by_type


def differs(ours, theirs):
    for name in ("precision", "recall", "f1"):
        undefined = ours[name] is None and theirs[name] == 0
        if not undefined and abs((ours[name] or 0) - theirs[name]) > 1e-12:
            return name
        denominator = {"precision": ours["found"], "recall": ours["number"], "f1": ours["found"] + ours["number"]}
        if (ours[name] is None) != (denominator[name] == 0):
            return name
    return "number" if ours["number"] != theirs["number"] else None


def check(task):
    xner, seed = task
    rng = random.Random(seed)
    gold, predicted = random_file(rng)
    text = as_text(gold, predicted, rng)
    run = subprocess.run([*xner, "score", "-", "--format", "json"], input=text.encode(), capture_output=True)
    if run.returncode != 0:
        return f"exit {run.returncode}: {run.stderr.decode()}\n{text}"
    ours = json.loads(run.stdout)
    overall, by_type = expected(gold, predicted)
    if sorted(ours["types"]) != sorted(by_type):
        return f"types {sorted(ours['types'])} instead of {sorted(by_type)}\n{text}"
    for name, mine, other in [("overall", ours["overall"], overall)] + [
            (t, ours["types"][t], by_type[t]) for t in by_type]:
        if (what := differs(mine, other)) is not None:
            return f"{name} {what}: {mine} instead of {other}\n{text}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--xner", nargs="+", required=True, help="the program, e.g. build/bin/xner")
    parser.add_argument("--files", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    tasks = [(arguments.xner, arguments.seed * 1_000_003 + i) for i in range(arguments.files)]
    with concurrent.futures.ProcessPoolExecutor(arguments.jobs) as pool:
        for done, problem in enumerate(pool.map(check, tasks, chunksize=50)):
            if problem is not None:
                print(f"file {done}: {problem}")
                sys.exit(1)
    print(f"{arguments.files} random files: xner score and seqeval agree (seed {arguments.seed})")


if __name__ == "__main__":
    main()
