#!/usr/bin/env python3
"""What a sweep costs beside its stages: planning, bookkeeping, publishing, resident memory. Standard library only.

usage: tests/support/sweep_cost.py BUILD [--seeds N] [--targets a,b] [--folder FOLDER] [--jobs N] [--check]

The stages are wu_dredze's, one training and a prediction for each target a seed, run by build/tests/fake_worker, which
does nothing. Counted as bookkeeping: the time of `xner run` from start to end, less the life of the stages' own
processes (`wall_seconds` of each, from before it was begun to when it was reaped) divided by the jobs. So all of this is in it:
reading and planning, claims, publication with its fsyncs, the status file, run folders, report. On a folder below
/dev/shm the same is seen without waiting for a disk, and the processor time of xner without its stages' is what it needs
on a machine that does nothing else, the copies of itself that it starts the processes from included.

--check: exit code 1 if something did not happen that should have, or memory is not flat; never for a time.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

EXPERIMENT = """encoder = "random-tiny"
seeds = [{seeds}]
methods = ["wu_dredze"]
[data]
targets = [{targets}]
[data.source]
part = "sample/aa"
size = 40
[training]
max_steps = 6
device = "cpu"
threads = 1
"""


def resident(process):
    """KiB, or None once the process is gone."""
    try:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    except OSError:
        pass
    return None


class Watch(threading.Thread):
    """Resident memory of a process by how much it has done: stages that ended, then runs that are published."""

    def __init__(self, process, folder):
        super().__init__()
        self.process, self.folder = process, folder
        self.points = []  # (stages, runs, KiB)

    def run(self):
        while True:
            memory = resident(self.process.pid)
            if memory is None or self.process.poll() is not None:
                return
            self.points.append((*self.done(), memory))
            time.sleep(0.02)

    def done(self):
        stages = runs = 0
        for file in self.folder.glob("cost/.work/*/status.json"):
            try:
                status = json.loads(file.read_text())
                stages = status["done"] + status["recalled"]
            except (OSError, ValueError):
                pass
        try:
            with open(self.folder / "cost/history.jsonl", "rb") as history:
                runs = history.read().count(b"\n")
        except OSError:
            pass
        return stages, runs

    def at(self, field, wanted):
        """KiB at the first look where so much was done; None if it never was."""
        return next((point[2] for point in self.points if point[field] >= wanted), None)


def run(options, environment, *arguments, watch=None):
    """Seconds, what was printed, and the peak of the resident memory."""
    program = [str(options.build / "bin/xner"), *map(str, arguments)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.monotonic()
    err, options.stages_ended = "", 0.0
    with tempfile.TemporaryFile("w+") as output:
        with subprocess.Popen(program, env=environment, stdout=output, stderr=subprocess.PIPE, text=True) as process:
            watcher = Watch(process, watch) if watch else None
            if watcher:
                watcher.start()
            for line in process.stderr:
                err += line
                if line.startswith("["):  # a stage has ended
                    options.stages_ended = time.monotonic() - begin
        output.seek(0)
        out = output.read()
    seconds = time.monotonic() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    options.processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if process.returncode != 0:
        sys.exit(f"{' '.join(program)}: exit code {process.returncode}\n{err[-3000:]}")
    return seconds, out, err, watcher


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("--seeds", type=int, default=500)
    parser.add_argument("--targets", default="bb,cc")
    parser.add_argument("--folder", type=Path, help="default: a temporary one")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    options.build = options.build.resolve()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        sys.exit(measure(options, Path(folder)))


def measure(options, folder):
    targets = options.targets.split(",")
    stages, runs = options.seeds * (1 + len(targets)), options.seeds * len(targets)
    file = folder / "cost.toml"
    file.write_text(EXPERIMENT.format(seeds=", ".join(str(s + 1) for s in range(options.seeds)),
                                      targets=", ".join(f'"sample/{t}"' for t in targets)))
    environment = {k: v for k, v in os.environ.items() if not k.startswith("XNER_")}
    environment["XNER_WORKER"] = str(options.build / "tests/fake_worker")
    store = folder / "runs/.store"
    arguments = (file, "--store", store)

    def line(what, seconds, each=stages, unit="stage"):
        print(f"{what:<34} {seconds:8.3f} s  {1e3 * seconds / each:7.3f} ms a {unit}", flush=True)

    print(f"{stages} stages, {runs} runs, {options.jobs} at a time, in {folder}")
    # The plugin's own answers are asked for once and kept: not part of what is measured.
    run(options, environment, "run", *arguments, "--runs-folder", folder / "runs", "--only", "*/seed-1")
    line("plan", run(options, environment, "plan", *arguments)[0])
    seconds, _, err, watcher = run(options, environment, "run", *arguments, "--runs-folder", folder / "runs",
                                   "--jobs", options.jobs, watch=folder / "runs")
    processor, stages_ended = options.processor, options.stages_ended
    listed = json.loads(run(options, environment, "store", "ls", "--store", store, "--format", "json")[1])
    outcomes = [a["facts"]["outcome"] for a in listed["actions"] if "outcome" in a["facts"]]
    own = sum(outcome["wall_seconds"] for outcome in outcomes)
    line("run, all in all", seconds)
    line("  the stages' own processes", own / options.jobs)
    line("  bookkeeping", seconds - own / options.jobs)
    line("  of it until the last stage ended", stages_ended - own / options.jobs)
    line("  of it run folders, report", seconds - stages_ended, runs, "run")
    line("  of it xner's own processor time", processor - sum(
        outcome["user_seconds"] + outcome["system_seconds"] for outcome in outcomes))
    again, _, err, _ = run(options, environment, "run", *arguments, "--runs-folder", folder / "runs")
    line("run again: nothing to do", again)
    line("status", run(options, environment, "status", folder / "runs/cost")[0], runs, "run")
    line("report", run(options, environment, "report", folder / "runs/cost")[0], runs, "run")
    faults = []
    if f"nothing to do: {runs} of {runs} runs are there" not in err:
        faults.append(f"the second run did something: {err[-500:]}")
    for what, field, total in (("stages", 0, stages), ("runs", 1, runs)):
        parts = [total // 10, total // 2, total]
        memory = [watcher.at(field, part) or watcher.points[-1][2] for part in parts]
        print(f"resident after {what}: " + ", ".join(f"{p}: {m / 1024:.1f} MiB" for p, m in zip(parts, memory)))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if options.check and faults else 0


main()
