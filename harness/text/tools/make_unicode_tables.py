#!/usr/bin/env python3
"""Derives unicode_tables.cpp from the reference itself (package `tokenizers`, 0.22), over all 1,112,064 code points.

usage: make_unicode_tables.py > ../unicode_tables.cpp

Nothing here comes from Python's own Unicode database except probe characters, so that the tables have the Unicode
version of the reference. Every assumption that the C++ code makes is asserted below.
"""
import sys
import unicodedata

import tokenizers
from tokenizers import normalizers, pre_tokenizers

ALL = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
HANGUL = range(0xAC00, 0xD7A4)


def bert(**on):
    settings = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return normalizers.BertNormalizer(**{**settings, **on}).normalize_str


def ranges(code_points):
    runs = []
    for c in sorted(code_points):
        if runs and runs[-1][1] == c - 1:
            runs[-1][1] = c
        else:
            runs.append([c, c])
    return runs


def between_letters(function, outcomes):
    """Code points whose `function("a" c "b")` is outcomes[i](c), for each i; anything else but identity is an error."""
    found = [[] for _ in outcomes]
    for c in ALL:
        result = function("a" + chr(c) + "b")
        for number, outcome in enumerate(outcomes):
            if result == outcome(chr(c)):
                found[number].append(c)
                break
    return found


def changed(function):
    return {c: function(chr(c)) for c in ALL if function(chr(c)) != chr(c)}


def classes():
    clean, cjk = bert(clean_text=True), bert(handle_chinese_chars=True)
    split = lambda text: [word for word, _ in pre_tokenizers.BertPreTokenizer().pre_tokenize_str(text)]
    dropped, spaces = between_letters(clean, [lambda c: "ab", lambda c: "a b"])
    ideographs, = between_letters(cjk, [lambda c: f"a {c} b"])
    whitespace, punctuation = between_letters(split, [lambda c: ["a", "b"], lambda c: ["a", c, "b"]])
    return dropped, spaces, ideographs, whitespace, punctuation


def combining_class(nfd, c, probes):
    """Canonical combining class in the reference: found by which of the probe marks it changes places with."""
    nonzero = nfd(chr(probes[max(probes)]) + chr(c)) != chr(probes[max(probes)]) + chr(c) or \
        nfd(chr(c) + chr(probes[min(probes)])) != chr(c) + chr(probes[min(probes)])
    if not nonzero:
        return 0
    lower = [k for k in probes if nfd(chr(c) + chr(probes[k])) != chr(c) + chr(probes[k])]
    higher = [k for k in probes if nfd(chr(probes[k]) + chr(c)) != chr(probes[k]) + chr(c)]
    equal = set(probes) - set(lower) - set(higher)
    assert len(equal) == 1 and max(lower, default=0) < min(equal), hex(c)
    return min(equal)


def accents():
    strip, nfd = bert(strip_accents=True), normalizers.NFD().normalize_str
    mapped = changed(strip)
    for c in HANGUL:
        s = c - 0xAC00
        jamo = chr(0x1100 + s // 588) + chr(0x1161 + s % 588 // 28) + (chr(0x11A7 + s % 28) if s % 28 else "")
        assert mapped.pop(c) == jamo
    stripped = [c for c in mapped if not mapped[c]]
    probes = {}
    for c in ALL:
        k = unicodedata.combining(chr(c))
        if not k or k in probes or nfd(chr(c)) != chr(c):
            continue
        if k == 240 or nfd("\u0345" + chr(c)) == chr(c) + "\u0345":  # reordered, so in the reference's tables
            probes[k] = c
    # Marks of class 0 that are stripped still end a run of reordered marks.
    classes = {c: combining_class(nfd, c, probes) for c in ALL if nfd(chr(c)) == chr(c) and c not in HANGUL
               if c in stripped or unicodedata.category(chr(c)) in ("Mc", "Mn")}
    barriers = [c for c in stripped if (classes[c] if c in classes else
                                        min(classes[ord(d)] for d in nfd(chr(c)))) == 0]
    reordered = {c: k for c, k in classes.items() if k and c not in stripped}
    singles = {c: ord(t) for c, t in mapped.items() if len(t) == 1}
    several = {c: t for c, t in mapped.items() if len(t) > 1}
    for t in list(singles.values()) + [ord(d) for text in several.values() for d in text]:
        assert t not in mapped, hex(t)
    return stripped, barriers, reordered, singles, several


def check_lower(lowered):
    special = {c: t for c, t in lowered.items() if len(t) != 1}
    assert special == {0x130: "i\u0307"}, special
    assert bert(lowercase=True)("\u0391\u03a3") == "\u03b1\u03c3"  # no final sigma: each character by itself
    singles = {c: ord(t) for c, t in lowered.items() if len(t) == 1}
    assert not set(singles.values()) & set(singles)
    return singles


def arithmetic_runs(mapping):
    """(first, last, step, target of first): code points first, first + step, ... map to a constant distance."""
    runs = []
    for c in sorted(mapping):
        distance = mapping[c] - c
        if runs:
            first, last, step, target = runs[-1]
            gap = c - last
            if target - first == distance and gap <= 2 and (first == last or gap == step):
                runs[-1] = (first, c, gap, target)
                continue
        runs.append((c, c, 1, mapping[c]))
    return runs


def emit(kind, name, items):
    print(f"\nconstexpr {kind} {name}[] = {{")
    line = "   "
    for item in items:
        if len(line) + len(item) > 117:
            print(line)
            line = "   "
        line += " " + item + ","
    print(line + "\n};")


def pair(a, b):
    return f"{{0x{a:X},0x{b:X}}}"


def main():
    dropped, spaces, ideographs, whitespace, punctuation = classes()
    stripped, barriers, reordered, singles, several = accents()
    lower = check_lower(changed(bert(lowercase=True)))
    # A decomposition into several code points is part of one word.
    assert not {ord(d) for text in several.values() for d in text} & {*punctuation, *whitespace}
    assert not set(several) & set(ideographs) and not set(reordered) & {*ideographs, *punctuation, *lower}
    print(f"""// See unicode_tables.hpp. Generated by tools/make_unicode_tables.py from tokenizers {tokenizers.__version__}.
// clang-format off
#include "harness/text/unicode_tables.hpp"

namespace xner::text::unicode {{
namespace {{""")
    emit("Range", "kDroppedRanges", (pair(*r) for r in ranges(dropped)))
    emit("Range", "kSpaceRanges", (pair(*r) for r in ranges(spaces)))
    emit("Range", "kIdeographRanges", (pair(*r) for r in ranges(ideographs)))
    emit("Range", "kWhitespaceRanges", (pair(*r) for r in ranges(whitespace)))
    emit("Range", "kPunctuationRanges", (pair(*r) for r in ranges(punctuation)))
    emit("Range", "kStrippedRanges", (pair(*r) for r in ranges(stripped)))
    emit("Range", "kBarrierRanges", (pair(*r) for r in ranges(barriers)))
    marks = [(first, last, k) for k in sorted(set(reordered.values()))
             for first, last in ranges(c for c in reordered if reordered[c] == k)]
    emit("Mark", "kReorderedMarks", (f"{{0x{a:X},0x{b:X},{k}}}" for a, b, k in marks))
    emit("Run", "kLowerRuns", (f"{{0x{a:X},0x{b:X},{s},0x{t:X}}}" for a, b, s, t in arithmetic_runs(lower)))
    emit("Range", "kBaseRanges", (pair(*r) for r in ranges(singles)))
    emit("char32_t", "kBaseTargets", (f"0x{singles[c]:X}" for c in sorted(singles)))
    emit("Expansion", "kBaseExpansions",
         (f"{{0x{c:X},{{{','.join(f'0x{ord(d):X}' for d in several[c])}}}}}" for c in sorted(several)))
    print("\n}  // namespace\n")
    for function, table in [("dropped", "kDroppedRanges"), ("spaces", "kSpaceRanges"),
                            ("ideographs", "kIdeographRanges"), ("whitespace", "kWhitespaceRanges"),
                            ("punctuation", "kPunctuationRanges"), ("stripped", "kStrippedRanges"),
                            ("barriers", "kBarrierRanges"), ("base_ranges", "kBaseRanges")]:
        print(f"std::span<const Range> {function}() noexcept {{ return {table}; }}")
    print("std::span<const Mark> reordered_marks() noexcept { return kReorderedMarks; }")
    print("std::span<const Run> lower_runs() noexcept { return kLowerRuns; }")
    print("std::span<const char32_t> base_targets() noexcept { return kBaseTargets; }")
    print("std::span<const Expansion> base_expansions() noexcept { return kBaseExpansions; }")
    print("\n}  // namespace xner::text::unicode")


if __name__ == "__main__":
    sys.exit(main())
