"""One training step of xner against the same step in plain PyTorch, in one interleaved run: A B A B ..., so that
whatever slows the machine down slows both.

  python step_bench.py --data ../shared/data

Both are started once, get the same sentences in the same order, and wait while the other runs. Each answers `ready`,
then to every line `step N` with `SECONDS PIECES LOSS`: seconds of one step, wordpieces of the N batches, last loss.
The wordpieces must be equal: else the two did not do the same work, and there is no result.
"""
import argparse
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SENTENCES = 20000  # WikiAnn English train


class Peer:
    def __init__(self, name, command):
        self.name, self.seconds = name, []
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.answer("ready")

    def answer(self, expected=None):
        line = self.process.stdout.readline().strip()
        if not line or (expected and line.split()[0] != expected):
            sys.exit(f"{self.name}: expected {expected or 'SECONDS PIECES LOSS'}, got {line!r} "
                     f"(exit code {self.process.poll()})")
        return line.split()

    def step(self, count):
        """Returns seconds of one step, and the wordpieces of all."""
        self.process.stdin.write(f"step {count}\n")
        self.process.stdin.flush()
        seconds, pieces, *_ = self.answer()
        return float(seconds), int(pieces)

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def measure(peers, rounds, steps):
    """Fills `seconds` of the peers; the first round warms up and is not kept."""
    for number in range(rounds + 1):
        results = [peer.step(steps) for peer in peers]
        if len({pieces for _, pieces in results}) > 1:
            sys.exit("not the same work: " + ", ".join(f"{p.name} {r[1]} wordpieces" for p, r in zip(peers, results)))
        shown = "  ".join(f"{p.name} {1000 * r[0]:7.0f} ms" for p, r in zip(peers, results))
        print(f"{'warm-up' if number == 0 else f'round {number}':8} {shown}  {results[0][1] / steps:.0f} wordpieces",
              flush=True)
        if number:
            for peer, (seconds, _) in zip(peers, results):
                peer.seconds.append(seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds wikiann/ and tokenizers/")
    parser.add_argument("--xner", default="build/tests/step_bench", help="program that speaks the protocol")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--steps", type=int, default=2, help="steps of each in a round")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()

    order = list(range(SENTENCES))
    random.Random(1).shuffle(order)
    with tempfile.TemporaryDirectory() as scratch:
        order_file = Path(scratch) / "order"
        order_file.write_text("\n".join(map(str, order)) + "\n")
        shared = ["--data", options.data, "--tokenizer", options.data / "tokenizers/bert-base-multilingual-cased",
                  "--order", order_file, "--threads", str(options.threads)]
        peers = [Peer("pytorch", [sys.executable, HERE / "hf_step.py", *shared]),
                 Peer("xner", [options.xner, "--serve", *shared])]
        measure(peers, options.rounds, options.steps)
        for peer in peers:
            peer.end()

    medians = {peer.name: statistics.median(peer.seconds) for peer in peers}
    ratio = statistics.median(a / b for a, b in zip(peers[0].seconds, peers[1].seconds))
    for peer in peers:
        print(f"{peer.name:8} median {1000 * medians[peer.name]:.0f} ms, "
              f"{1000 * min(peer.seconds):.0f} to {1000 * max(peer.seconds):.0f}")
    print(f"xner takes {1 / ratio:.2f} of the time: {ratio:.2f} times as fast (median of the rounds)")


if __name__ == "__main__":
    main()
