"""The plain-PyTorch training step that xner's is measured against: transformers' BertForTokenClassification with
mBERT's shape and random weights on WikiAnn English; batches in random order, padded to their longest sentence; SDPA,
dropout 0.1, fused AdamW, gradient norm clipped at 1, fp32.

Speaks the protocol of step_bench.py on stdin and stdout: `step N` runs N steps and answers with the seconds of one,
then the wordpieces of the N batches and the last loss; `quit` or the end of the input ends.
"""
import argparse
import sys
import time
from pathlib import Path

import torch
from transformers import BertConfig, BertForTokenClassification

from hf_common import collate, encode, label_names, load_tokenizer, parameter_groups, read_sentences


class Step:
    """One optimiser step after another over the sentences of `order`, wrapping at its end."""

    def __init__(self, options):
        tokenizer = load_tokenizer(options.tokenizer)
        sentences = read_sentences(options.data / "wikiann/en/train.tsv")
        names = label_names(sentences)
        self.rows = encode(tokenizer, sentences, names, 128)
        self.padding = tokenizer.pad_token_id
        self.batch_size = options.batch_size
        if options.order:
            self.order = [int(line) for line in options.order.read_text().split()]
        else:
            self.order = torch.randperm(len(self.rows), generator=torch.Generator().manual_seed(1)).tolist()
        self.next = 0
        torch.manual_seed(1)
        config = BertConfig(vocab_size=len(tokenizer), num_labels=len(names), attn_implementation="sdpa")
        self.model = BertForTokenClassification(config).train()
        self.optimizer = torch.optim.AdamW(parameter_groups(self.model, 0.01), lr=5e-5, fused=True)

    def run(self):
        """Returns the wordpieces of the batch, [CLS] and [SEP] included, padding not, and the loss."""
        rows = [self.rows[self.order[(self.next + place) % len(self.order)]] for place in range(self.batch_size)]
        self.next += self.batch_size
        loss = self.model(**collate(rows, self.padding)).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        return sum(len(row[0]) for row in rows), loss.item()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds wikiann/")
    parser.add_argument("--tokenizer", type=Path, required=True, help="folder of bert-base-multilingual-cased")
    parser.add_argument("--order", type=Path, help="numbers of sentences, one a line; default: random, seed 1")
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    step = Step(options)
    print("ready", flush=True)
    for line in sys.stdin:
        command, _, count = line.strip().partition(" ")
        if command != "step":
            break
        began = time.perf_counter()
        results = [step.run() for _ in range(int(count))]
        seconds = (time.perf_counter() - began) / len(results)
        print(f"{seconds:.6f} {sum(pieces for pieces, _ in results)} {results[-1][1]:.6f}", flush=True)


if __name__ == "__main__":
    main()
