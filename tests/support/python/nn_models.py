"""Token classifiers that transformers writes for the comparisons with xner: small random ones of every family, shape
and storage, and a real encoder with a random head. Used by nn_reference.py, nn_steps.py and nn_round_trip.py."""
import argparse
import random
import string
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForTokenClassification, BertTokenizerFast

from hf_common import load_tokenizer

LABELS = ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]

# Config fields, and beside them: "tokens" is how the tokenizer writes, "storage" how the weights lie on disk,
# "words" the longest sentence of the text.
SHAPES = {
    "bert_cased": dict(num_hidden_layers=2, hidden_size=32, num_attention_heads=4, intermediate_size=64),
    "bert_uncased": dict(num_hidden_layers=2, hidden_size=32, num_attention_heads=4, intermediate_size=64,
                         tokens="uncased"),
    "one_layer_one_head": dict(num_hidden_layers=1, hidden_size=16, num_attention_heads=1, intermediate_size=8),
    "many_narrow_heads": dict(num_hidden_layers=3, hidden_size=48, num_attention_heads=12, intermediate_size=100),
    "one_token_type": dict(num_hidden_layers=2, hidden_size=24, num_attention_heads=3, intermediate_size=64,
                           type_vocab_size=1, layer_norm_eps=1e-5),
    "deep": dict(num_hidden_layers=8, hidden_size=32, num_attention_heads=4, intermediate_size=128,
                 max_position_embeddings=130),
    "large_epsilon": dict(num_hidden_layers=2, hidden_size=32, num_attention_heads=2, intermediate_size=64,
                          layer_norm_eps=0.1),
    "long_positions": dict(num_hidden_layers=2, hidden_size=32, num_attention_heads=4, intermediate_size=64,
                           max_position_embeddings=1030, words=250),
    "gelu_new": dict(num_hidden_layers=2, hidden_size=32, num_attention_heads=4, intermediate_size=64,
                     hidden_act="gelu_new"),
    "relu": dict(num_hidden_layers=2, hidden_size=32, num_attention_heads=4, intermediate_size=64, hidden_act="relu"),
    "silu": dict(num_hidden_layers=2, hidden_size=32, num_attention_heads=4, intermediate_size=64, hidden_act="silu"),
    "float16": dict(num_hidden_layers=2, hidden_size=64, num_attention_heads=4, intermediate_size=128,
                    storage="float16"),
    "bfloat16": dict(num_hidden_layers=2, hidden_size=64, num_attention_heads=4, intermediate_size=128,
                     storage="bfloat16"),
    "float64": dict(num_hidden_layers=2, hidden_size=64, num_attention_heads=4, intermediate_size=128,
                    storage="float64"),
    "sharded": dict(num_hidden_layers=3, hidden_size=64, num_attention_heads=4, intermediate_size=128,
                    storage="sharded"),
    "old_names": dict(num_hidden_layers=2, hidden_size=32, num_attention_heads=4, intermediate_size=64,
                      storage="old names"),
    "leftovers": dict(num_hidden_layers=2, hidden_size=32, num_attention_heads=4, intermediate_size=64,
                      storage="leftovers"),
    "xlm_roberta": dict(model_type="xlm-roberta", num_hidden_layers=2, hidden_size=32, num_attention_heads=4,
                        intermediate_size=64, type_vocab_size=1, layer_norm_eps=1e-5, max_position_embeddings=514),
    "xlm_roberta_sharded_float16": dict(model_type="xlm-roberta", num_hidden_layers=3, hidden_size=64,
                                        num_attention_heads=4, intermediate_size=128, type_vocab_size=1,
                                        storage="sharded float16"),
    "roberta": dict(model_type="roberta", num_hidden_layers=2, hidden_size=32, num_attention_heads=4,
                    intermediate_size=64, type_vocab_size=1, layer_norm_eps=1e-5, hidden_act="gelu_new"),
    "camembert": dict(model_type="camembert", num_hidden_layers=2, hidden_size=32, num_attention_heads=4,
                      intermediate_size=64, type_vocab_size=1, layer_norm_eps=1e-5),
    "roberta_long_positions": dict(model_type="roberta", num_hidden_layers=2, hidden_size=32, num_attention_heads=4,
                                   intermediate_size=64, type_vocab_size=1, max_position_embeddings=1032, words=250),
}


def read_options(usage, cases, default=None, rate=None):
    """The options that the comparisons share; seeds what they draw. `default`: the cases if none is chosen, else all.
    `rate`: the default of --learning-rate, for those that train."""
    default = default or list(cases)
    parser = argparse.ArgumentParser(description=usage, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--xner", type=Path, default=Path("build/bin/xner"))
    parser.add_argument("--encoder", type=Path, action="append", default=[])
    parser.add_argument("--only", nargs="+", choices=list(cases), default=default,
                        help="default: all" if default == list(cases) else f"default: {', '.join(default)}")
    parser.add_argument("--tolerance", type=float, default=1e-5)
    if rate:
        parser.add_argument("--learning-rate", type=float, default=rate)
    torch.manual_seed(1)
    random.seed(1)
    return parser.parse_args()


def write_vocabulary(file, padding):
    """[PAD] stands where the config has it: RoBERTa counts positions from behind it."""
    pieces = ["[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces.insert(padding, "[PAD]")
    for prefix in ("", "##"):
        pieces += [prefix + letter for letter in string.ascii_lowercase]
        pieces += [prefix + a + b for a in "aeiou" for b in string.ascii_lowercase]
    file.write_text("\n".join(pieces) + "\n")
    return len(pieces)


def write_sentences(file, sentences=80, words=17):
    """Words of one to eight letters; some with a character that is unknown, some that clean to nothing, some that are
    special tokens. Tags are random as far as IOB2 allows, or xner would repair them."""
    with file.open("w") as out:
        for number in range(sentences):
            tag = "O"
            for _ in range(1 + number % words):
                word = "".join(random.choices(string.ascii_lowercase, k=random.randint(1, 8)))
                word = random.choices([word, word + "7", "\u200b", word.upper(), "[PAD]"], [90, 4, 3, 3, 1])[0]
                tag = random.choice([other for other in LABELS if other[0] != "I" or other[1:] == tag[1:]])
                out.write(f"{word}\t{tag}\n")
            out.write("\n")


def load_without_dropout(folder):
    """For training. SDPA takes its probability from the configuration, not from a module."""
    config = AutoConfig.from_pretrained(folder, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
                                        classifier_dropout=0.0)
    return AutoModelForTokenClassification.from_pretrained(folder, config=config, dtype=torch.float32).train()


def randomise(model):
    """No parameter keeps a value that would hide a mistake: biases 0, LayerNorm 1 and 0."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)


def change_tensors(folder, change):
    """`change(name, tensor)` gives [(name, tensor)] to be stored instead."""
    file = folder / "model.safetensors"
    tensors = [entry for name, tensor in load_file(file).items() for entry in change(name, tensor)]
    save_file(dict(tensors), file, {"format": "pt"})


def store(model, folder, storage):
    """Saves as `storage` says; the values stay those of `model` rounded to its dtype."""
    for dtype in ("float16", "bfloat16", "float64"):
        if dtype in storage:
            model = model.to(getattr(torch, dtype))
    model.save_pretrained(folder, max_shard_size="60KB" if "sharded" in storage else "5GB")
    if "sharded" in storage and len(list(folder.glob("model-*.safetensors"))) < 3:
        raise SystemExit(f"{folder}: expected several shards")
    if storage == "old names":
        change_tensors(folder, lambda name, tensor: [(name.replace("LayerNorm.weight", "LayerNorm.gamma")
                                                      .replace("LayerNorm.bias", "LayerNorm.beta"), tensor)])
    if storage == "leftovers":
        size = model.config.hidden_size
        change_tensors(folder, lambda name, tensor: [(name, tensor)] + (
            [("bert.pooler.dense.weight", torch.zeros(size, size)), ("cls.predictions.bias", torch.zeros(7)),
             ("bert.embeddings.position_ids", torch.arange(512)[None])] if name == "classifier.bias" else []))


def make_tiny(folder, shape):
    """A random classifier and its tokenizer, as SHAPES describes it."""
    folder.mkdir()
    fields = {name: value for name, value in shape.items() if name not in ("tokens", "storage", "words")}
    model_type = fields.pop("model_type", "bert")
    padding = 0 if model_type == "bert" else 1
    size = write_vocabulary(folder / "vocab.txt", padding)
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt"),
                      do_lower_case=shape.get("tokens") == "uncased").save_pretrained(folder)
    config = AutoConfig.for_model(model_type, vocab_size=size, initializer_range=0.2, num_labels=len(LABELS),
                                  pad_token_id=padding, id2label=dict(enumerate(LABELS)),
                                  label2id={label: i for i, label in enumerate(LABELS)}, **fields)
    model = AutoModelForTokenClassification.from_config(config)
    randomise(model)
    store(model, folder, shape.get("storage", ""))


def add_classifier(encoder, folder):
    """A real encoder with a random head."""
    model = AutoModelForTokenClassification.from_pretrained(encoder, num_labels=len(LABELS),
                                                            id2label=dict(enumerate(LABELS)),
                                                            label2id={label: i for i, label in enumerate(LABELS)})
    with torch.no_grad():
        model.classifier.weight.normal_(0, 0.2)
        model.classifier.bias.normal_(0, 0.2)
    model.save_pretrained(folder)
    load_tokenizer(encoder).save_pretrained(folder)
