"""Makes steps.json: logits before, and losses and weights after 20 optimiser steps, of tiny token classifiers whose
weights are a formula, so that tests/unit/nn/golden_test.cpp needs neither Python nor data.

  python tests/golden/nn/make_goldens.py          # torch 2.11, transformers 4.57

The values come from transformers and torch.optim.AdamW in float64: they do not depend on a machine beyond its last bits.
Class "tolerance": xner computes in float32 and has to come within 1e-5 (logits of their scale, losses relative, weights
of each tensor's scale). Of a weight tensor three sums with random signs are kept: every element counts in each.
"""
import json
import random
from pathlib import Path

import numpy
import torch
from transformers import AutoConfig, AutoModelForTokenClassification, get_scheduler

STEPS = 20
LABELS = ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]
SHAPE = dict(vocab_size=60, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24,
             max_position_embeddings=40)
XLM_ROBERTA = dict(model_type="xlm-roberta", pad_token_id=1, type_vocab_size=1, layer_norm_eps=1e-5)
TRAINING = dict(max_steps=STEPS, shuffle=False, dropout=0.0, learning_rate=1e-3, train_batch_size=4, adam_epsilon=1e-8,
                device="cpu", threads=1)
CASES = {
    "bert": (dict(model_type="bert"), dict(lr_scheduler_type="constant", max_grad_norm=0.0, weight_decay=0.0)),
    "bert, clipped, decayed, linear": (dict(model_type="bert", hidden_act="gelu_new", layer_norm_eps=1e-3),
                                       dict(lr_scheduler_type="linear", warmup_ratio=0.25, max_grad_norm=0.5,
                                            weight_decay=0.1)),
    "xlm-roberta, clipped": (XLM_ROBERTA, dict(lr_scheduler_type="constant", max_grad_norm=0.25, weight_decay=0.0)),
    "xlm-roberta, decayed, micro-batches": ({**XLM_ROBERTA, "hidden_act": "silu"},
                                            dict(lr_scheduler_type="linear", max_grad_norm=0.0, weight_decay=0.1,
                                                 gradient_accumulation_steps=2)),
}


def mix32(x):
    """The hash of harness/nn/dropout.hpp, over uint64 arrays of values below 2^32."""
    low = numpy.uint64(0xFFFFFFFF)
    x = ((x ^ (x >> numpy.uint64(16))) * numpy.uint64(0x7FEB352D)) & low
    x = ((x ^ (x >> numpy.uint64(15))) * numpy.uint64(0x846CA68B)) & low
    return x ^ (x >> numpy.uint64(16))


def fnv(name):
    value = 0x811C9DC5
    for byte in name.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def formula(name, shape):
    """float32: multiples of 2^-25 in [-1/2, 1/2), LayerNorm's weights 1 above that."""
    index = numpy.arange(numpy.prod(shape), dtype=numpy.uint64)
    draws = mix32((numpy.uint64(fnv(name)) + index * numpy.uint64(0x9E3779B9)) & numpy.uint64(0xFFFFFFFF))
    values = (draws >> numpy.uint64(8)).astype(numpy.float32) * numpy.float32(2.0 ** -24) - numpy.float32(0.5)
    if name.endswith("LayerNorm.weight"):
        values = values + numpy.float32(1.0)
    return torch.from_numpy(values.reshape(shape))


def fill(model, prefix):
    """xner keeps query, key and value as one tensor: the formula's name is that tensor's."""
    with torch.no_grad():
        for full, parameter in model.named_parameters():
            name = full.removeprefix(prefix)
            for third, part in enumerate(("query", "key", "value")):
                if f"self.{part}." in name:
                    fused = (3 * parameter.shape[0], *parameter.shape[1:])
                    values = formula(name.replace(part, "query_key_value"), fused).chunk(3)[third]
                    break
            else:
                values = formula(name, tuple(parameter.shape))
            parameter.copy_(values)


def digest(tensor):
    values = tensor.detach().numpy().reshape(-1)
    index = numpy.arange(values.size, dtype=numpy.uint64) * numpy.uint64(3)
    signs = [1.0 - 2.0 * (mix32(index + numpy.uint64(k)) >> numpy.uint64(31)).astype(numpy.float64) for k in range(3)]
    return {"scale": float(abs(values).max()), "sums": [float((sign * values).sum()) for sign in signs]}


def make_sequences(padding):
    """Words of one to three pieces; one label in eight is missing. The padding piece stands in one of the texts."""
    draw = random.Random(7)
    sequences = []
    for words in (5, 2, 9, 3, 1, 7, 4, 6, 8, 2):
        pieces, first, labels = [2], [], []
        for _ in range(words):
            first.append(len(pieces))
            pieces += [draw.randrange(4, SHAPE["vocab_size"]) for _ in range(draw.randint(1, 3))]
            labels.append(-100 if draw.random() < 0.125 else draw.randrange(len(LABELS)))
        sequences.append({"pieces": pieces + [3], "first": first, "labels": labels})
    sequences[2]["pieces"][sequences[2]["first"][4]] = padding
    return sequences


def run(model, sequences):
    """Logits of the words of each sequence, by itself: nothing is padded."""
    result = []
    for sequence in sequences:
        pieces = torch.tensor([sequence["pieces"]])
        result.append(model(input_ids=pieces, attention_mask=torch.ones_like(pieces)).logits[0, sequence["first"]])
    return torch.cat(result)


def make_case(config_fields, chosen):
    config = AutoConfig.for_model(**config_fields, **SHAPE, id2label=dict(enumerate(LABELS)), attn_implementation="eager",
                                  hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
    model = AutoModelForTokenClassification.from_config(config).double().train()
    prefix = model.base_model_prefix + "."
    fill(model, prefix)
    sequences = make_sequences(config.pad_token_id)
    training = {**TRAINING, **chosen}
    with torch.no_grad():
        logits = run(model, sequences)
    groups = {True: [], False: []}
    for name, parameter in model.named_parameters():
        groups[not (name.endswith("bias") or "LayerNorm" in name)].append(parameter)
    optimizer = torch.optim.AdamW([{"params": groups[True], "weight_decay": training["weight_decay"]},
                                   {"params": groups[False], "weight_decay": 0.0}],
                                  lr=training["learning_rate"], eps=training["adam_epsilon"])
    warmup = -int(-training.get("warmup_ratio", 0.0) * STEPS // 1)
    schedule = get_scheduler(training["lr_scheduler_type"], optimizer, warmup, STEPS)
    size, losses = training["train_batch_size"], []
    for step in range(STEPS):
        batch = [sequences[(step * size + place) % len(sequences)] for place in range(size)]
        labels = torch.tensor([label for sequence in batch for label in sequence["labels"]])
        loss = torch.nn.functional.cross_entropy(run(model, batch), labels)
        loss.backward()
        if training["max_grad_norm"] > 0:
            torch.nn.utils.clip_grad_norm_(model.parameters(), training["max_grad_norm"])
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return {"config": {**SHAPE, **config_fields}, "training": training, "sequences": sequences, "logits": [[round(value, 9) for value in row] for row in logits.tolist()],
            "losses": losses, "weights": {name.removeprefix(prefix): digest(parameter)
                                          for name, parameter in model.named_parameters()
                                          if not name.endswith("attention.self.key.bias")}}


def main():
    cases = {name: make_case(*case) for name, case in CASES.items()}
    text = ",\n".join(f"{json.dumps(name)}: {{\n " + ",\n ".join(f"{json.dumps(field)}: {json.dumps(value)}"
                                                                  for field, value in case.items()) + "}"
                     for name, case in cases.items())
    (Path(__file__).parent / "steps.json").write_text(f'{{"labels": {json.dumps(LABELS)},\n"cases": {{\n{text}}}}}\n')


if __name__ == "__main__":
    main()
