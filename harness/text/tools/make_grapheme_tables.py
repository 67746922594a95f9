#!/usr/bin/env python3
"""Derives grapheme_tables.cpp from the reference itself (package `tokenizers`, 0.22), over all 1,112,064 code points.

usage: make_grapheme_tables.py > ../grapheme_tables.cpp

The reference shows its grapheme clusters through a Precompiled normalizer: it replaces a cluster of less than 6 bytes
as a whole if a key is a prefix of it, and the characters of a longer one each for itself. With a map in which every code
point is a key and becomes "!", the number of "!" tells which characters are one cluster. What cannot be seen that way
has no effect there, either: pairs of regional indicators, for instance, whose clusters are all of 8 bytes and more.
"""
import struct
import sys

import tokenizers
from tokenizers import normalizers

ALL = [c for c in range(1, 0x110000) if not 0xD800 <= c < 0xE000]  # U+0000 ends every search; a control by definition
ACUTE, ZWJ, REGISTERED = "\u0301", "\u200d", "\u00ae"  # an Extend of 2 bytes, a pictograph of 2 bytes
KA, KHA, VIRAMA = "\u0915", "\u0916", "\u094d"  # consonants that VIRAMA joins
L, V, T = "\u1100", "\u1161", "\u11a8"


def map_of_all():
    """A double array (darts-clone): the children of every proper prefix of a character lie in a block of 256 units, the
    root's in block 0. Children of the unit `base` lie at base ^ byte; a unit tells how far (xor) its base is."""
    bases, units = {b"": 0}, [0] * 256

    def place(key):
        return bases[key[:-1]] ^ key[-1]

    for c in ALL:
        key = chr(c).encode()
        for end in range(1, len(key)):
            prefix = key[:end]
            if prefix not in bases:
                bases[prefix] = len(units) | place(prefix) & 255
                units += [0] * 256
                units[place(prefix)] = prefix[-1] | (place(prefix) ^ bases[prefix]) >> 8 << 10 | 1 << 9
        free = 0xFF if len(key) == 1 else place(key) ^ 0x40  # for the value of this key: offset 0, "!"
        units[place(key)] = key[-1] | 1 << 8 | (place(key) ^ free) << 10
        units[free] = 1 << 31
    trie = struct.pack(f"<{len(units)}I", *units)
    return struct.pack("<I", len(trie)) + trie + b"!\0"


class Clusters:
    def __init__(self):
        self.normalize = normalizers.Precompiled(map_of_all()).normalize_str

    def __call__(self, *texts):
        """How many "!": one for each cluster of less than 6 bytes, one for each character of the others."""
        result = self.normalize("".join(texts))
        assert set(result) <= {"!"}, texts
        return len(result)


def hangul(count, c):
    before = tuple(count(c, jamo, ACUTE) == 3 for jamo in (L, V, T))
    after = tuple(count(jamo, c, ACUTE) == 3 for jamo in (L, V, T))
    if len(c.encode()) == 4:  # no cluster of it is short, but for what comes after
        return {(False, True, True): "V", (False, False, True): "T"}.get(before)
    return {((True, True, False), (True, False, False)): "L", ((False, True, True), (True, True, False)): "V",
            ((False, False, True), (False, True, True)): "T", ((False, True, True), (True, False, False)): "LV",
            ((False, False, True), (True, False, False)): "LVT"}.get((before, after))


def joining(count, c):
    """Of a character that joins what is before it."""
    if count("\u00a9", c, REGISTERED, ACUTE) == 4:
        assert c == ZWJ
        return "Zwj"
    if count("\u00a9", c, ZWJ, REGISTERED, ACUTE) == 4:
        return "SpacingMark"
    linker = count(KA, c, KHA, ACUTE) == 4
    transparent = count(KA, VIRAMA, c, KHA, ACUTE) == 5
    assert transparent or not linker
    return "Linker" if linker else "Extend" if transparent else "ExtendNotInConjunct"


def category(count, c):
    if count("a", c) == 1:
        return joining(count, c)
    if (count(c, ACUTE) == 2) if len(c.encode()) < 4 else (count(c, ACUTE, ACUTE) == 2):
        return {"\r": "Cr", "\n": "Lf"}.get(c, "Control")
    if count(c, "a") == 1:
        return "Prepend"
    if count(c, ZWJ, REGISTERED, ACUTE) == 4:
        return "Pictograph"
    if count(c, VIRAMA, KHA, ACUTE) == 4:
        return "Consonant"
    return hangul(count, c)


def check(count):
    """What grapheme_clusters.cpp assumes beside the categories."""
    assert count("\r\n") == 1 and count("\n\r") == 2 and count("\r\r") == 2
    assert count("\u0600\u0600") == 1 and count("\u0600\r") == 2 and count("\u0600", ACUTE) == 1
    assert count("\u00a9", ZWJ, ACUTE, REGISTERED, ACUTE) < 5  # the joiner stands right before the second pictograph
    assert count("\u00a9", ACUTE, ACUTE, ZWJ, REGISTERED, ACUTE) == 6
    assert count("\u00a9", ZWJ, ZWJ, REGISTERED, ACUTE) < 5
    assert count(KA, VIRAMA, VIRAMA, KHA, ACUTE) == 5 and count(KA, ACUTE, VIRAMA, ACUTE, KHA, ACUTE) == 6
    assert count(KA, ZWJ, KHA, ACUTE) == 3 and count(KA, ZWJ, VIRAMA, ZWJ, KHA, ACUTE) == 6
    assert count("a", VIRAMA, KHA, ACUTE) == 2 and count(KA, VIRAMA, "a", ACUTE) == 3


def main():
    count = Clusters()
    check(count)
    runs = [[0, 0, "Control"]]
    for c in ALL:
        name = category(count, chr(c))
        if name in ("LV", "LVT"):  # the syllables, by arithmetic
            assert 0xAC00 <= c < 0xD7A4 and (name == "LV") == ((c - 0xAC00) % 28 == 0)
            continue
        assert not 0xAC00 <= c < 0xD7A4
        if name and runs and runs[-1][1:] == [c - 1, name]:
            runs[-1][1] = c
        elif name:
            runs.append([c, c, name])
    print(f"""// See grapheme_clusters.hpp. Generated by tools/make_grapheme_tables.py from tokenizers {tokenizers.__version__}.
// clang-format off
#include "harness/text/grapheme_clusters.hpp"

namespace xner::text {{
namespace {{

using enum GraphemeCategory;

constexpr GraphemeRange kRanges[] = {{""")
    line = "   "
    for first, last, name in runs:
        item = f" {{0x{first:X},0x{last:X},k{name}}},"
        if len(line) + len(item) > 118:
            print(line)
            line = "   "
        line += item
    print(line + "\n};\n\n}  // namespace\n")
    print("std::span<const GraphemeRange> grapheme_ranges() noexcept { return kRanges; }\n\n}  // namespace xner::text")


if __name__ == "__main__":
    sys.exit(main())
