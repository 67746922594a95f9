#!/usr/bin/env python3
"""Lints of the tree's own rules, over the tracked files: length, purpose comment, words and paths that do not belong,
includes that cost too much, a test for every source file, a map of every layer. Prints `path:line: rule: what` and fails
if any is an error.
"""
import re
import subprocess
import sys
from pathlib import Path

CODE = {".cpp", ".hpp", ".inl", ".cu", ".cuh"}
COMMENTED = CODE | {".cmake", ".py", ".sh", ".toml"}
TABLES = {"harness/text/unicode_tables.cpp"}  # generated: exempt from length
SOFT_LINES, HARD_LINES = 300, 500

# Written so that this file does not find itself.
UNFINISHED = re.compile(r"\b(TO[D]O|FIX[M]E|X[X]X|HA[C]K|not[ ]implemented|un[i]mplemented)\b")
FOREIGN = re.compile(r"pypi[.]org|pythonhosted[.]org|debian[.]org|(?<![\w.])/(?:wo[r]k|ho[m]e|ro[o]t|fa[r]m)/")
HEAVY = re.compile(r'#include [<"](torch/(torch|nn|optim|serialize)|ATen/ATen)\.h')


def tracked():
    """Files that git knows, as (path, text); binaries and deleted files left out."""
    for name in subprocess.run(["git", "ls-files"], check=True, capture_output=True, text=True).stdout.splitlines():
        path = Path(name)
        try:
            yield path, path.read_text(encoding="utf-8")
        except (FileNotFoundError, UnicodeDecodeError, IsADirectoryError):
            continue


def check_length(path, text):
    lines = text.count("\n")
    if path.suffix not in CODE or str(path) in TABLES or lines <= SOFT_LINES:
        return
    kind = "length" if lines > HARD_LINES else "warning: length"
    yield 1, kind, f"{lines} lines; split before {SOFT_LINES}, at most {HARD_LINES}"


def check_purpose(path, text):
    if path.suffix not in COMMENTED or not text:
        return
    lines = text.split("\n")
    first = lines[1] if lines[0].startswith("#!") and len(lines) > 1 else lines[0]
    if not re.match(r'(//|#|""").*\w', first):
        yield 1, "purpose", "the first line says what the file is for, as a comment"


def check_words(path, text):
    unfinished = path.suffix in COMMENTED
    for number, line in enumerate(text.split("\n"), 1):
        if unfinished and UNFINISHED.search(line):
            yield number, "unfinished", line.strip()
        if FOREIGN.search(line):
            yield number, "path", f"a machine's path or a registry's host: {line.strip()}"


def check_includes(path, text):
    if path.suffix not in {".hpp", ".inl"}:
        return
    for number, line in enumerate(text.split("\n"), 1):
        if HEAVY.match(line):
            yield number, "include", f"{line.strip()} in a header; use ATen/core/Tensor.h and ATen/ops/*.h"


def check_tests(path, text):
    """harness/<layer>/<file>.cpp has tests/unit/<layer>/<file>_test.cpp; a warning, since some are tested as one."""
    if path.suffix == ".cpp" and path.parts[0] == "harness" and path.name != "main.cpp" and str(path) not in TABLES:
        test = Path("tests/unit", *path.parts[1:-1], f"{path.stem}_test.cpp")
        if not test.exists():
            yield 1, "warning: test", f"no {test}"


def check_map(path, text):
    """The README of a layer names each of its headers."""
    if path.suffix != ".hpp" or path.parts[0] not in {"harness", "reports"}:
        return
    readme = path.parent / "README.md"
    if not readme.exists() or not re.search(rf"`{path.stem}(\.hpp)?`", readme.read_text(encoding="utf-8")):
        yield 1, "map", f"{readme} does not say what `{path.stem}` is for"


def main():
    errors, warnings = [], []
    for path, text in tracked():
        for check in (check_length, check_purpose, check_words, check_includes, check_tests, check_map):
            for line, rule, what in check(path, text):
                (warnings if rule.startswith("warning") else errors).append(f"{path}:{line}: {rule}: {what}")
    if "--warnings" in sys.argv:
        print("\n".join(warnings))
    elif warnings:
        print(f"{len(warnings)} warnings (tests/lint/tree.py --warnings)")
    print("\n".join(errors), end="\n" if errors else "")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
