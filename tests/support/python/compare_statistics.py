#!/usr/bin/env python3
"""Holds `xner compare` against SciPy on the same counts: run folders are made here, and read by both.

    ./bootstrap.sh python
    .deps/python/bin/python tests/support/python/compare_statistics.py build/bin/xner [--experiments 6] [--seed 1]

Welch, the paired t test, the headline, P(A > B), corrections to 1e-8, the power at the detectable difference; approximate
randomization with scipy.stats.permutation_test and the bootstrap with scipy.stats.bootstrap within Monte Carlo error
(five standard errors of both sides). Prints what was compared; ends with 1 at a difference.
"""
import argparse
import json
import math
import pathlib
import struct
import subprocess
import sys
import tempfile

import numpy as np
from scipy import integrate, stats

TYPES = ["LOC", "PER"]
RESAMPLES = 9999
checked = {}


class Difference(Exception):
    pass


def close(what, mine, reference, tolerance):
    checked[what] = checked.get(what, 0) + 1
    if mine is None or not abs(mine - reference) <= tolerance:
        raise Difference(f"{what}: xner {mine}, SciPy {reference}, tolerance {tolerance:.3g}")


# --- run folders ---------------------------------------------------------------------------------------------------

def draw(rng, gold, skill, hardness, noise):
    """[sentence, type, (gold, predicted, correct)] of one run."""
    found = 1 / (1 + np.exp(-(skill + hardness[:, None] + noise * rng.standard_normal())))
    correct = rng.binomial(gold, np.broadcast_to(found, gold.shape))
    wrong = rng.binomial(gold - correct, 0.5) + rng.binomial(1, 0.1, gold.shape)
    return np.stack([gold, correct + wrong, correct], axis=2).astype(np.int32)


def write_run(root, method, target, seed, counts):
    folder = root / method / "base" / "en-full" / target / f"seed-{seed}"
    folder.mkdir(parents=True)
    header = b"XNERCNT1" + struct.pack("<ii", len(counts), len(TYPES))
    names = b"".join(struct.pack("<i", len(name)) + name.encode() for name in TYPES)
    (folder / "counts.bin").write_bytes(header + names + counts.astype("<i4").tobytes())

    def sums(part):
        gold, found, correct = (int(x) for x in part)
        return {"precision": None, "recall": None, "f1": None, "number": gold, "found": found, "correct": correct}

    overall = sums(counts.sum(axis=(0, 1)))
    record = {
        "schema": 1, "status": "ok", "experiment": "statistics", "method": method, "variant": "base", "source": "en",
        "size": "full", "target": target, "seed": seed, "encoder": "none", "random_weights": False, "departures": {},
        "selector": "last", "selectors": {"last": overall}, "source_train": "", "source_dev": "", "target_test": "",
        "signature": "", "words_without_piece": 0,
        "score": {"overall": overall, "types": {name: sums(counts[:, t].sum(axis=0)) for t, name in enumerate(TYPES)},
                  "counts": {"gold": overall["number"], "found": overall["found"], "correct": overall["correct"]},
                  "accuracy": None, "words": 0, "equal_words": 0, "malformed": {"gold": 0, "predicted": 0}}}
    (folder / "metrics.json").write_text(json.dumps(record))


# --- the same numbers in NumPy -------------------------------------------------------------------------------------

def f1(counts):
    """Of [..., (gold, predicted, correct)]."""
    both = counts[..., 0] + counts[..., 1]
    return np.divide(2.0 * counts[..., 2], both, out=np.zeros(np.shape(both)), where=both > 0)


def influences(runs):
    sums = runs.sum(axis=1)
    both = (sums[:, 0] + sums[:, 1])[:, None]
    return (2.0 * runs[:, :, 2] - f1(sums)[:, None] * (runs[:, :, 0] + runs[:, :, 1])) / both


def combined(a, b):
    """(difference, standard error, degrees of freedom) of the headline; a and b are [seed, sentence, count]."""
    of_a, of_b = influences(a), influences(b)
    everything = np.sum((of_a.mean(axis=0) - of_b.mean(axis=0)) ** 2)
    within = [np.sum(part.var(axis=0, ddof=1)) / len(part) if len(part) > 1 else 0.0 for part in (of_a, of_b)]
    scores = [f1(runs.sum(axis=1)) for runs in (a, b)]
    spread = [x.var(ddof=1) / len(x) if len(x) > 1 else 0.0 for x in scores]
    filled = np.any(a[:, :, :2].sum(axis=2) > 0, axis=0) | np.any(b[:, :, :2].sum(axis=2) > 0, axis=0)
    parts = [max(spread[0], within[0]), max(spread[1], within[1]),
             max(everything - sum(within), 1 / a[0, :, 0].sum() ** 2)]
    freedoms = [max(len(a) - 1, 1), max(len(b) - 1, 1), filled.sum() - 1]
    whole = sum(parts)
    freedom = whole ** 2 / sum(part ** 2 / df for part, df in zip(parts, freedoms))
    return scores[0].mean() - scores[1].mean(), math.sqrt(whole), freedom


def power(shift, freedom, level):
    """Of a two-sided t test, by integration over the estimated variance (scipy's noncentral t has gaps here)."""
    critical = stats.t.ppf(1 - level / 2, freedom)

    def given(quantile):
        edge = critical * math.sqrt(stats.chi2.ppf(quantile, freedom) / freedom)
        return stats.norm.sf(edge - shift) + stats.norm.cdf(-edge - shift)

    return integrate.quad(given, 0, 1, epsabs=1e-9, limit=200)[0]


def permutation_p(a, b, rng):
    """Sentences as pairs of rows of one table; the samples are row numbers, so that counts move together."""
    n = a.shape[1]
    common = math.lcm(len(a), len(b))
    table = np.concatenate([a.sum(axis=0) * (common // len(a)), b.sum(axis=0) * (common // len(b))]).astype(np.int64)

    def statistic(x, y, axis):
        assert axis in (-1, x.ndim - 1)
        return np.abs(f1(table[x].sum(axis=-2)) - f1(table[y].sum(axis=-2)))

    return stats.permutation_test((np.arange(n), np.arange(n) + n), statistic, permutation_type="samples",
                                  vectorized=True, n_resamples=RESAMPLES, batch=500, alternative="greater",
                                  rng=rng).pvalue


def bootstrap(a, b, level, rng):
    def statistic(rows, axis):
        assert axis in (-1, rows.ndim - 1)
        return (np.mean([f1(run[rows].sum(axis=-2)) for run in a], axis=0) -
                np.mean([f1(run[rows].sum(axis=-2)) for run in b], axis=0))

    return stats.bootstrap((np.arange(a.shape[1]),), statistic, n_resamples=RESAMPLES, batch=500, vectorized=True,
                           confidence_level=1 - level, method="percentile", rng=rng)


# --- one experiment ------------------------------------------------------------------------------------------------

def check_test(what, mine, reference, interval):
    close(what + " p", mine["p"], reference.pvalue, 1e-8)
    close(what + " df", mine["freedom"], reference.df, 1e-6)
    close(what + " interval", mine["low"], interval.low, 1e-8)
    close(what + " interval", mine["high"], interval.high, 1e-8)


def check_row(row, a, b, level, rng):
    scores_a, scores_b = f1(a.sum(axis=1)), f1(b.sum(axis=1))
    for mine, theirs in zip(row["a"]["f1"] + row["b"]["f1"], np.concatenate([scores_a, scores_b])):
        close("F1", mine, theirs, 1e-12)
    welch = stats.ttest_ind(scores_a, scores_b, equal_var=False)
    check_test("Welch", row["welch"], welch, welch.confidence_interval(0.95))
    if len(a) == len(b):
        paired = stats.ttest_rel(scores_a, scores_b)
        check_test("paired t", row["paired_by_seed"], paired, paired.confidence_interval(0.95))
    difference, error, freedom = combined(a, b)
    close("headline difference", row["difference"], difference, 1e-10)
    close("headline standard error", row["standard_error"], error, 1e-10)
    close("headline df", row["freedom"], freedom, 1e-5)
    close("headline p", row["p"], 2 * stats.t.sf(abs(difference) / error, freedom), 1e-8)
    close("power at the detectable difference", power(row["detectable"] / error, freedom, level), 0.8, 1e-5)
    u = stats.mannwhitneyu(scores_a, scores_b).statistic
    close("P(A > B)", row["superiority"]["probability"], u / len(a) / len(b), 1e-12)

    p = permutation_p(a, b, rng)
    close("randomization p", row["randomization"]["p"], p, 5 * math.sqrt(2 * p * (1 - p) / RESAMPLES) + 2 / RESAMPLES)
    drawn = bootstrap(a, b, 0.05, rng)
    deviation = drawn.standard_error
    close("bootstrap deviation", row["bootstrap"]["standard_error"], deviation, 5 * deviation / math.sqrt(RESAMPLES))
    edge = 5 * math.sqrt(2 * 0.025 * 0.975 / RESAMPLES) / stats.norm.pdf(1.96) * deviation  # of a 2.5 % percentile
    close("bootstrap interval", row["bootstrap"]["low"], drawn.confidence_interval.low, edge)
    close("bootstrap interval", row["bootstrap"]["high"], drawn.confidence_interval.high, edge)


def check_corrections(result):
    p = np.array([row["p"] for row in result["targets"]])
    order = np.argsort(p)
    holm = np.empty(len(p))
    holm[order] = np.minimum(1, np.maximum.accumulate((len(p) - np.arange(len(p))) * p[order]))
    for row, adjusted in zip(result["targets"], holm):
        close("Holm", row["p_holm"], adjusted, 1e-12)
    types = [one for row in result["targets"] for one in row["types"]]
    for one, adjusted in zip(types, stats.false_discovery_control([one["p"] for one in types])):
        close("Benjamini-Hochberg", one["p_exploratory"], adjusted, 1e-12)


def check_experiment(xner, number, rng):
    seeds_a, seeds_b = [(3, 3), (5, 4), (2, 6)][number % 3]
    sentences = [400, 120, 900][number % 3]
    arms = {}
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for target in ["de", "en", "sv"]:
            gold = rng.poisson(0.6, (sentences, len(TYPES)))
            hardness = rng.standard_normal(sentences)
            for method, seeds, skill in (("a", seeds_a, 1.2), ("b", seeds_b, 1.0)):
                runs = [draw(rng, gold, skill, hardness, 0.05) for _ in range(seeds)]
                for seed, counts in enumerate(runs, 1):
                    write_run(root, method, target, seed, counts)
                arms[method, target] = np.stack(runs).sum(axis=2).astype(np.int64)
        command = [xner, "compare", root, "a", "b", "--format", "json", "--resamples", str(RESAMPLES), "--pair-seeds"]
        run = subprocess.run(command, capture_output=True, check=False)
        if run.returncode != 0:
            raise Difference(f"exit {run.returncode}: {run.stderr.decode()}")
        result = json.loads(run.stdout)
    for row in result["targets"]:
        check_row(row, arms["a", row["target"]], arms["b", row["target"]], 0.05 / 3, rng)
    check_corrections(result)
    mean = np.mean([combined(arms["a", t], arms["b", t])[0] for t in ("de", "en", "sv")])
    close("mean over targets", result["means"][0]["difference"], mean, 1e-10)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("xner")
    parser.add_argument("--experiments", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    try:
        for number in range(arguments.experiments):
            check_experiment(arguments.xner, number, rng)
    except Difference as difference:
        print(f"experiment {number}: {difference}")
        return 1
    for what, times in checked.items():
        print(f"{times:4d} equal: {what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
