#!/usr/bin/env python3
"""Word alignments of a parallel corpus, for mulda's mode "alignment": standard library alone.

IBM Model 1 with the diagonal prior of fast_align (Dyer, Chahuneau and Smith 2013; tension 4, no-alignment 0.08), both
directions, joined by grow-diag-final-and. More parallel text and a dictionary (each entry a pair of one-word sentences)
help it to know words. Writes PREFIX.plain (a sentence a line) and PREFIX.alignments ("0-0 1-2 ...", a line each): ids are
line numbers, as those of column files without ids.

usage: word_align.py SOURCE.conll TARGET.conll PREFIX [--text SOURCE.txt TARGET.txt]... [--dictionary FILE]
"""
import argparse
import math
import re
from collections import defaultdict

TENSION, NULL, ROUNDS = 4.0, 0.08, 5


def column_sentences(path):
    sentences, words = [], []
    for line in open(path, encoding="utf-8"):
        fields = re.split(r"[\t ]", line.rstrip("\n"))
        if fields[0]:
            words.append(fields[0])
        elif words:
            sentences.append(words)
            words = []
    return sentences + ([words] if words else [])


def text_sentences(path):
    return [re.findall(r"\w+|[^\w\s]", line) for line in open(path, encoding="utf-8")]


def prior(j, i, n, m):
    """Of target word j (of m) for source word i (of n), unnormalised."""
    return math.exp(-TENSION * abs((i + 1) / n - (j + 1) / m))


def train(pairs):
    """t[target][source] after ROUNDS of EM; source None is no word."""
    table = defaultdict(lambda: defaultdict(lambda: 1e-3))
    for _ in range(ROUNDS):
        counts = defaultdict(lambda: defaultdict(float))
        for source, target in pairs:
            n, m = len(source), len(target)
            for j, f in enumerate(target):
                row = table[f]
                weights = [prior(j, i, n, m) for i in range(n)]
                total = sum(weights)
                shares = [(1 - NULL) * w / total * row[e] for w, e in zip(weights, source)]
                nothing = NULL * row[None]
                total = sum(shares) + nothing
                for e, share in zip(source, shares):
                    counts[e][f] += share / total
                counts[None][f] += nothing / total
        table = defaultdict(lambda: defaultdict(lambda: 1e-9))
        for e, row in counts.items():
            total = sum(row.values()) + 0.01 * len(row)
            for f, count in row.items():
                table[f][e] = (count + 0.01) / total
    return table


def best(table, source, target):
    n, m = len(source), len(target)
    links = set()
    for j, f in enumerate(target):
        row = table[f]
        total = sum(prior(j, i, n, m) for i in range(n))
        scores = [(1 - NULL) * prior(j, i, n, m) / total * row[e] for i, e in enumerate(source)]
        i = max(range(n), key=scores.__getitem__)
        if scores[i] > NULL * row[None]:
            links.add((i, j))
    return links


def grow_diag_final_and(forward, backward):
    links, union = forward & backward, forward | backward
    around = [(-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)]
    grown = True
    while grown:
        grown = False
        for i, j in sorted(links):
            for di, dj in around:
                new = (i + di, j + dj)
                free = new[0] not in {a for a, _ in links} or new[1] not in {b for _, b in links}
                if new in union and new not in links and free:
                    links.add(new)
                    grown = True
    for extra in (forward, backward):
        for i, j in sorted(extra):
            if i not in {a for a, _ in links} and j not in {b for _, b in links}:
                links.add((i, j))
    return links


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("prefix")
    parser.add_argument("--text", nargs=2, action="append", default=[])
    parser.add_argument("--dictionary")
    options = parser.parse_args()
    source, target = column_sentences(options.source), column_sentences(options.target)
    if len(source) != len(target):
        raise SystemExit(f"expected as many sentences in both files, found {len(source)} and {len(target)}")

    def lower(sentence):
        return [word.lower() for word in sentence]

    wanted = [(lower(e), lower(f)) for e, f in zip(source, target)]
    pairs = list(wanted)
    for left, right in options.text:
        pairs += [(lower(e), lower(f)) for e, f in zip(text_sentences(left), text_sentences(right)) if e and f]
    known = {word for e, f in pairs for word in e}, {word for e, f in pairs for word in f}
    pairs += [([word], [word]) for word in known[0] & known[1]]
    if options.dictionary:
        for line in open(options.dictionary, encoding="utf-8"):
            entry = line.lower().split()
            if len(entry) == 2 and entry[0] in known[0] and entry[1] in known[1]:
                pairs.append(([entry[0]], [entry[1]]))
    forward = train(pairs)
    backward = train([(f, e) for e, f in pairs])
    with open(options.prefix + ".plain", "w", encoding="utf-8") as plain, open(
        options.prefix + ".alignments", "w", encoding="utf-8"
    ) as alignments:
        for (e, f), words in zip(wanted, target):
            links = grow_diag_final_and(best(forward, e, f), {(i, j) for j, i in best(backward, f, e)})
            plain.write(" ".join(words) + "\n")
            alignments.write(" ".join(f"{i}-{j}" for i, j in sorted(links)) + "\n")


if __name__ == "__main__":
    main()
