"""What compare_scorers.py compares with: seqeval 1.2.2, conlleval.pl and nervaluate 1.1.0, called on label columns."""
import collections
import importlib.util
import os
import pathlib
import re
import subprocess
import tempfile
import warnings

import numpy
from seqeval import scheme as seqeval_scheme
from seqeval.metrics import sequence_labeling, v1

warnings.filterwarnings("ignore")
numpy.seterr(all="ignore")


def mirrored(columns):
    """IOE1 as IOB1 from right to left. The type may hold an E: only the prefix is changed."""
    return [["B" + label[1:] if label[0] == "E" else label for label in reversed(column)] for column in columns]


class Seqeval:
    """Averages and types of one pair of columns."""

    def __init__(self, gold, predicted, mode, scheme):
        self.gold, self.predicted, self.strict = gold, predicted, mode == "strict"
        if self.strict:
            if scheme == "IOE1":
                for column in (gold, predicted):  # for the prefixes that it refuses
                    seqeval_scheme.Entities(column, seqeval_scheme.IOE1)
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


def detected_scheme(gold):
    """What seqeval takes the scheme for, or None."""
    try:
        return v1.auto_detect(gold).__name__
    except ValueError:
        return None


# Perl starts and reads the script once: for each file a child calls it with that file as standard input.
CONLLEVAL_ALL = """my ($script, $folder, $files) = @ARGV; @ARGV = (); $| = 1;
open(my $in, "<", $script) or die;
eval "no warnings; sub run {" . join("", <$in>) . "\n} 1" or die $@;
for my $i (0 .. $files - 1) {
  print "===\\n";
  if (!fork) { open(STDIN, "<", "$folder/$i") or die; run(); exit }
  wait;
}"""
CONLLEVAL_ROW = re.compile(r"\s*(.*?): precision: +([\d.]+)%; recall: +([\d.]+)%; FB1: +([\d.]+)  (\d+)$")


def conlleval(script, pairs):
    """For each (gold, predicted): (gold, found, correct), and per type (precision, recall, F1, found)."""
    with tempfile.TemporaryDirectory() as folder:
        for i, columns in enumerate(pairs):
            text = "".join("".join(f"w {g} {p}\n" for g, p in zip(*pair)) + "\n" for pair in zip(*columns))
            pathlib.Path(folder, str(i)).write_text(text, encoding="utf-8")
        run = subprocess.run(["perl", "-e", CONLLEVAL_ALL, os.path.abspath(script), folder, str(len(pairs))],
                             capture_output=True, check=True)
    results = []
    for text in run.stdout.decode().split("===\n")[1:]:
        lines = text.splitlines()
        counts = re.search(r"with (\d+) phrases; found: (\d+) phrases; correct: (\d+)", lines[0]).groups()
        rows = filter(None, map(CONLLEVAL_ROW.match, lines[2:]))
        results.append((tuple(map(int, counts)), {m[1]: (*(float(m[i]) for i in (2, 3, 4)), int(m[5])) for m in rows}))
    return results


def has_nervaluate():
    return importlib.util.find_spec("nervaluate") is not None


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
