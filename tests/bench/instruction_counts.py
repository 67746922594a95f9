#!/usr/bin/env python3
"""Instructions of xner's own hot paths, counted by valgrind: the same number on a busy machine and an idle one.

usage: tests/bench/instruction_counts.py BUILD OUTPUT.json

Standard library and valgrind only. Inputs are made here, the same every time. The JSON is Google Benchmark's, with a counter
"instructions" for each benchmark, and is what `xner gate OUTPUT.json --baseline BASELINE.json` judges. Numbers are comparable
where context says the same of compiler, C library and valgrind; `xner gate` refuses others.
"""
import argparse
import json
import platform
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
TYPES = ["PER", "LOC", "ORG", "MISC"]
PLAN = """encoder = "random-tiny"
seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]
methods = ["wu_dredze", "word_memory"]
[data]
targets = ["sample/bb", "sample/cc", "sample/dd"]
[data.source]
part = "sample/aa"
[training]
device = "cpu"
threads = 1
"""


def labels(draw, words):
    column = []
    while len(column) < words:
        if draw.random() < 0.15:
            kind, length = draw.choice(TYPES), min(draw.randint(1, 4), words - len(column))
            column += ["B-" + kind] + ["I-" + kind] * (length - 1)
        else:
            column.append("O")
    return column


def make_inputs(folder):
    """2,000 sentences of gold and predicted labels, and their words as lines."""
    draw = random.Random(7)
    gold, predicted, lines = [], [], []
    for _ in range(2000):
        column = labels(draw, draw.randint(3, 40))
        words = ["w%d" % draw.randint(0, 5000) for _ in column]
        found = [label if draw.random() < 0.9 else "O" for label in column]
        gold += [f"{word} {label}\n" for word, label in zip(words, column)] + ["\n"]
        predicted += [f"{word} {label}\n" for word, label in zip(words, found)] + ["\n"]
        lines.append(" ".join(words) + "\n")
    for name, content in [("gold.conll", gold), ("predicted.conll", predicted), ("lines.txt", lines), ("plan.toml", [PLAN])]:
        (folder / name).write_text("".join(content))


def count(folder, command, standard_input=None):
    """Of the program itself, not of the processes that it starts."""
    valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    with open(standard_input or "/dev/null", "rb") as text:
        done = subprocess.run(valgrind + command, cwd=folder, stdin=text, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True, errors="replace")
    found = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr}")
    return int(found.group(1).replace(",", ""))


def first_line(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]


def settings_of(build):
    cache = (build / "CMakeCache.txt").read_text()
    return dict(re.findall(r"^(\w+):\w+=(.*)$", cache, re.M))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("output", type=Path)
    options = parser.parse_args()
    xner = str(options.build.resolve() / "bin" / "xner")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_inputs(folder)
        benchmarks = {
            "score": ([xner, "score", "gold.conll", "predicted.conll"], None),
            "read": ([xner, "data", "stats", "sample/aa/dev"], None),
            "tokenize": ([xner, "tokenize", str(SOURCE / "tests" / "golden" / "tokenizer" / "cased")], folder / "lines.txt"),
            "plan": ([xner, "plan", "plan.toml", "--store", str(folder / "store")], None),
        }
        counts = {what: count(folder, *command) for what, command in benchmarks.items()}
    settings = settings_of(options.build)
    result = {
        "context": {
            "compiler": first_line(settings["CMAKE_CXX_COMPILER"], "--version"),
            "build_type": settings["CMAKE_BUILD_TYPE"] + (" asan" if settings.get("XNER_ASAN") in ("ON", "TRUE", "1") else ""),
            "c_library": " ".join(platform.libc_ver()),
            "valgrind": first_line("valgrind", "--version"),
        },
        "benchmarks": [
            {"name": what, "run_name": what, "run_type": "iteration", "repetitions": 1, "repetition_index": 0,
             "iterations": 1, "real_time": 0.0, "cpu_time": 0.0, "time_unit": "ms", "instructions": number}
            for what, number in counts.items()
        ],
    }
    options.output.write_text(json.dumps(result, indent=1) + "\n")
    for what, number in counts.items():
        print(f"{what:10} {number:15,} instructions")


if __name__ == "__main__":
    main()
