"""Reference for toml/uner.toml: transformers fine-tunes an encoder on Universal NER English PUD (1,000 sentences) and
scores the last step with seqeval on English EWT, Swedish Talbanken and Portuguese Bosque.

  python hf_uner.py --data ../shared/data --encoder .deps/encoders/all-MiniLM-L6-v2 --seeds 1 2 3
"""
import argparse
import time
from pathlib import Path

import torch
from seqeval.metrics import f1_score
from transformers import AutoModelForTokenClassification, get_linear_schedule_with_warmup, set_seed

from hf_common import collate, encode, label_names, load_tokenizer, parameter_groups, read_uner

TESTS = {
    "en": "English-EWT/en_ewt-ud-test.iob2",
    "sv": "Swedish-Talbanken/sv_talbanken-ud-test.iob2",
    "pt": "Portuguese-Bosque/pt_bosque-ud-test.iob2",
}
TRAIN = "English-PUD/en_pud-ud-test.iob2"


def train(model, rows, padding, seed, options):
    """Linear schedule without warm-up, AdamW, gradient norm clipped at 1."""
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.AdamW(parameter_groups(model, 0.0), lr=options.learning_rate, fused=True)
    steps = -(-len(rows) // options.batch_size) * options.epochs
    schedule = get_linear_schedule_with_warmup(optimizer, 0, steps)
    model.train()
    for _ in range(options.epochs):
        order = torch.randperm(len(rows), generator=generator).tolist()
        for start in range(0, len(rows), options.batch_size):
            batch = [rows[place] for place in order[start : start + options.batch_size]]
            model(**collate(batch, padding)).loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()


@torch.no_grad()
def predict(model, rows, sentences, names, padding):
    """A tag for every word: of its first piece, or O where it has none."""
    model.eval()
    tags = [["O"] * len(words) for words, _ in sentences]
    by_length = sorted(range(len(rows)), key=lambda place: len(rows[place][0]))
    for start in range(0, len(rows), 64):
        places = by_length[start : start + 64]
        batch = collate([rows[place] for place in places], padding)
        del batch["labels"]
        best = model(**batch).logits.argmax(-1).tolist()
        for place, line in zip(places, best):
            words = rows[place][2]
            for piece, word in enumerate(words):
                if word is not None and word != words[piece - 1]:
                    tags[place][word] = names[line[piece]]
    return tags


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds uner/")
    parser.add_argument("--encoder", type=Path, required=True, help="Hugging Face folder")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--learning-rate", type=float, default=5e-5)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--max-length", type=int, default=128, help="wordpieces of a training sentence; tests: 512")
    options = parser.parse_args()

    tokenizer = load_tokenizer(options.encoder)
    source = read_uner(options.data / "uner" / TRAIN)
    names = label_names(source)
    rows = encode(tokenizer, source, names, options.max_length)
    tests = {language: read_uner(options.data / "uner" / path) for language, path in TESTS.items()}
    encoded = {language: encode(tokenizer, sentences, names, 512) for language, sentences in tests.items()}
    print("seed\t" + "\t".join(tests) + "\ttrain s")
    for seed in options.seeds:
        set_seed(seed)
        model = AutoModelForTokenClassification.from_pretrained(options.encoder, num_labels=len(names))
        began = time.perf_counter()
        train(model, rows, tokenizer.pad_token_id, seed, options)
        seconds = time.perf_counter() - began
        scores = []
        for language, sentences in tests.items():
            found = predict(model, encoded[language], sentences, names, tokenizer.pad_token_id)
            scores.append(100 * f1_score([[tag if tag in names else "O" for tag in tags] for _, tags in sentences], found))
        print(f"{seed}\t" + "\t".join(f"{score:.1f}" for score in scores) + f"\t{seconds:.0f}", flush=True)


if __name__ == "__main__":
    main()
