"""Label columns for compare_scorers.py: random ones of every kind, and those of real corpora."""
import pathlib
import re

PREFIXES = {"IOB1": "BIO", "IOB2": "BIO", "IOE1": "EIO", "IOE2": "EIO", "IOBES": "BEIOS", "BILOU": "BILOU"}
ODD = ["B", "I", "E", "S", "X", "I_A", "X-A", "O-A", ".-A", "[-A", "]", ".", "B--A", "B-A-", "B-A-B", "b-A", "-A", "I-",
       "BI-A", "É-A", "o", "U-A", "L-A", "-", "--", "B-_", "0"]


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
