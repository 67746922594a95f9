"""What the reference scripts share: column files, first-piece labels, batches padded to their longest sentence."""
from pathlib import Path

import torch
from transformers import AutoTokenizer, BertTokenizerFast

IGNORED = -100  # the label of everything but a word's first piece


def read_sentences(path, word=0, tag=-1):
    """[(words, tags)] of a column file; `word` and `tag` are column numbers. Lines that start with '# ' are comments
    where the rows have more than two columns (Universal NER)."""
    sentences, words, tags = [], [], []
    for line in Path(path).read_text(encoding="utf-8").split("\n") + [""]:
        columns = line.split("\t") if "\t" in line else line.split()
        if line.startswith("# ") and word > 0:
            continue
        if columns and line.strip():
            words.append(columns[word])
            tags.append(columns[tag])
        elif words:
            sentences.append((words, tags))
            words, tags = [], []
    return sentences


def read_uner(path):
    return read_sentences(path, word=1, tag=2)


def label_names(sentences):
    """O, then B-T and I-T of every type, types in alphabetical order."""
    types = sorted({tag[2:] for _, tags in sentences for tag in tags if tag != "O"})
    return ["O"] + [f"{prefix}-{kind}" for kind in types for prefix in "BI"]


def load_tokenizer(folder):
    """The fast tokenizer of a folder, which may hold nothing but a cased vocab.txt and tokenizer.json."""
    folder = Path(folder)
    if (folder / "sentencepiece.bpe.model").exists():
        return AutoTokenizer.from_pretrained(folder)
    if (folder / "tokenizer_config.json").exists():
        return BertTokenizerFast.from_pretrained(folder)
    return BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), tokenizer_file=str(folder / "tokenizer.json"),
                             do_lower_case=False)


def encode(tokenizer, sentences, names, max_length):
    """For each sentence: ids, labels (IGNORED but at first pieces; None for an unknown tag) and word_ids."""
    ids = {name: number for number, name in enumerate(names)}
    encoded = tokenizer([words for words, _ in sentences], is_split_into_words=True, truncation=True,
                        max_length=max_length)
    rows = []
    for number, (_, tags) in enumerate(sentences):
        words = encoded.word_ids(number)
        labels = [IGNORED] * len(words)
        for place, word in enumerate(words):
            if word is not None and word != words[place - 1]:
                labels[place] = ids.get(tags[word], IGNORED)
        rows.append((encoded["input_ids"][number], labels, words))
    return rows


def collate(rows, padding):
    """Tensors of a batch: input_ids, attention_mask, labels, each [sentences, longest] int64."""
    longest = max(len(row[0]) for row in rows)
    def padded(lists, fill):
        return torch.tensor([values + [fill] * (longest - len(values)) for values in lists])
    return {
        "input_ids": padded([row[0] for row in rows], padding),
        "attention_mask": padded([[1] * len(row[0]) for row in rows], 0),
        "labels": padded([row[1] for row in rows], IGNORED),
    }


def parameter_groups(model, weight_decay):
    """Weight decay on all but biases and LayerNorm, as transformers' Trainer has it."""
    groups = {True: [], False: []}
    for name, parameter in model.named_parameters():
        groups[not (name.endswith("bias") or "LayerNorm" in name)].append(parameter)
    return [{"params": groups[True], "weight_decay": weight_decay}, {"params": groups[False], "weight_decay": 0.0}]
