"""First-piece logits of transformers for a column file, in the layout of `xner predict --logits`.

  python hf_logits.py MODEL FILE OUT.safetensors                       writes
  python hf_logits.py MODEL FILE OUT.safetensors --compare MINE.safetensors   ... and compares

`logits` [words, labels] float32 in file order, `word_index` [words] int64, counting all words of the file from 0.
A word without a wordpiece has no row; nor have sentences above --max-length wordpieces, which xner labels in windows.
"""
import argparse
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForTokenClassification

from hf_common import load_tokenizer, read_sentences


@torch.no_grad()
def first_piece_logits(model, tokenizer, sentences, max_length):
    rows, index, first_word, skipped = [], [], 0, 0
    for words, _ in sentences:
        encoded = tokenizer(words, is_split_into_words=True, return_tensors="pt", truncation=False)
        if encoded["input_ids"].shape[1] <= max_length:
            logits = model(**encoded).logits[0]
            pieces = encoded.word_ids(0)
            for place, word in enumerate(pieces):
                if word is not None and word != pieces[place - 1]:
                    rows.append(logits[place])
                    index.append(first_word + word)
        else:
            skipped += 1
        first_word += len(words)
    return {"logits": torch.stack(rows), "word_index": torch.tensor(index)}, skipped


def compare(reference, found):
    """Over the words that both have: the largest difference, and how many labels agree."""
    place = {word: row for row, word in enumerate(found["word_index"].tolist())}
    common = [(row, place[word]) for row, word in enumerate(reference["word_index"].tolist()) if word in place]
    ours, theirs = (torch.tensor(rows) for rows in zip(*common))
    a, b = reference["logits"][ours], found["logits"][theirs]
    missing = len(reference["word_index"]) - len(common)
    agree = (a.argmax(1) == b.argmax(1)).sum().item()
    print(f"words {len(common)}, missing {missing}, largest difference {(a - b).abs().max().item():.3g}, "
          f"labels that agree {agree}")
    return missing == 0 and agree == len(common)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="Hugging Face folder of a token classifier")
    parser.add_argument("file", type=Path, help="column file")
    parser.add_argument("out", type=Path)
    parser.add_argument("--compare", type=Path, help="logits of `xner predict --logits`")
    parser.add_argument("--max-length", type=int, default=128)
    parser.add_argument("--word-column", type=int, default=0, help="1 for Universal NER")
    options = parser.parse_args()

    sentences = read_sentences(options.file, word=options.word_column)
    model = AutoModelForTokenClassification.from_pretrained(options.model).eval()
    result, skipped = first_piece_logits(model, load_tokenizer(options.model), sentences, options.max_length)
    save_file(result, options.out)
    print(f"{len(result['word_index'])} words of {len(sentences)} sentences; {skipped} longer sentences left out")
    if options.compare and not compare(result, load_file(options.compare)):
        sys.exit(1)


if __name__ == "__main__":
    main()
