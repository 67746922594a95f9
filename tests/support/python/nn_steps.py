"""The training step of `xner train` against PyTorch's: the same 20 steps without dropout and shuffling on checkpoints
that transformers writes; every loss and every weight is compared.

  python nn_steps.py --xner build/bin/xner
  python nn_steps.py --xner build/bin/xner --encoder FOLDER     ... and a real encoder

PyTorch's side is what the field runs: transformers' model, mean cross entropy over first pieces, torch.optim.AdamW with
decay on all but biases and LayerNorm, torch.nn.utils.clip_grad_norm_, transformers' schedules.

Losses: the largest relative difference. Weights: the largest difference as a share of the tensor's largest value. The
biases of attention keys are listed apart: they do not change the softmax, so their gradient is rounding noise, which
Adam scales up. At larger rates (--learning-rate 1e-3) the same happens to single weights whose gradient is almost 0;
therefore each line also says how far both are from the same steps in double precision.
"""
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from transformers import AutoModelForTokenClassification, get_scheduler

from hf_common import collate, encode, load_tokenizer, parameter_groups, read_sentences
from nn_models import LABELS, SHAPES, add_classifier, load_without_dropout, make_tiny, read_options, write_sentences

STEPS = 20
# Hugging Face's names, which are xner's too.
SETTINGS = {
    "plain": dict(max_grad_norm=0.0, weight_decay=0.0),
    "clipped": dict(max_grad_norm=0.5, weight_decay=0.0),
    "decayed": dict(max_grad_norm=0.0, weight_decay=0.1),
    "clipped, decayed, linear": dict(max_grad_norm=0.5, weight_decay=0.1, lr_scheduler_type="linear",
                                     warmup_ratio=0.25),
    "in micro-batches, other betas": dict(max_grad_norm=1.0, weight_decay=0.01, gradient_accumulation_steps=4,
                                          adam_beta1=0.8, adam_beta2=0.95, adam_epsilon=1e-5),
}
DEFAULTS = dict(learning_rate=1e-4, lr_scheduler_type="constant", warmup_ratio=0.0, train_batch_size=8,
                gradient_accumulation_steps=1, adam_beta1=0.9, adam_beta2=0.999, adam_epsilon=1e-8)


def run_xner(options, folder, file, save, settings):
    """Losses of the steps, and the saved model's weights."""
    given = [f"{name}={value}" for name, value in settings.items()]
    subprocess.run([options.xner, "train", "wu_dredze", "--encoder", folder, "--train", file, "--save", save,
                    "--device", "cpu", f"max_steps={STEPS}", "shuffle=false", "dropout=0", "seed=1", *given],
                   check=True, stderr=subprocess.DEVNULL)
    lines = [line.split("\t") for line in (save / "history.tsv").read_text().splitlines()]
    losses = [float(line[lines[0].index("loss")]) for line in lines[1:]]
    return losses, AutoModelForTokenClassification.from_pretrained(save, dtype=torch.float32).state_dict()


def run_pytorch(folder, file, settings, dtype=torch.float32):
    """The same by transformers and torch.optim. The whole step is one batch: xner's micro-batches must add up to it."""
    model = load_without_dropout(folder).to(dtype)
    tokenizer = load_tokenizer(folder)
    rows = encode(tokenizer, read_sentences(file), LABELS, 128)
    optimizer = torch.optim.AdamW(parameter_groups(model, settings["weight_decay"]), lr=settings["learning_rate"],
                                  betas=(settings["adam_beta1"], settings["adam_beta2"]), eps=settings["adam_epsilon"])
    warmup = -int(-settings["warmup_ratio"] * STEPS // 1)
    schedule = get_scheduler(settings["lr_scheduler_type"], optimizer, warmup, STEPS)
    size, losses = settings["train_batch_size"], []
    for step in range(STEPS):
        batch = [rows[(step * size + place) % len(rows)] for place in range(size)]
        loss = model(**collate(batch, tokenizer.pad_token_id)).loss
        loss.backward()
        if settings["max_grad_norm"] > 0:
            torch.nn.utils.clip_grad_norm_(model.parameters(), settings["max_grad_norm"])
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses, model.state_dict()


def largest_differences(found, expected):
    """Of the weights: {False: (share, name), True: the same among the key biases}."""
    worst = {False: (0.0, ""), True: (0.0, "")}
    if found.keys() != expected.keys():
        raise SystemExit(f"other tensors: {sorted(found.keys() ^ expected.keys())}")
    for name, value in expected.items():
        share = ((found[name] - value).abs().max() / value.abs().max().clamp_min(1e-30)).item()
        kind = name.endswith("attention.self.key.bias")
        worst[kind] = max(worst[kind], (share, name))
    return worst


def main():
    options = read_options(__doc__, SHAPES, ["bert_cased", "relu", "xlm_roberta"], rate=1e-4)
    failed = False
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        write_sentences(work / "text.conll", 50)
        models = {name: (lambda folder, shape=SHAPES[name]: make_tiny(folder, shape), options.learning_rate)
                  for name in options.only}
        for encoder in options.encoder:
            models[encoder.name] = (lambda folder, encoder=encoder: add_classifier(encoder, folder), 5e-5)
        for name, (make, rate) in models.items():
            make(work / name)
            for title, chosen in SETTINGS.items():
                settings = {**DEFAULTS, "learning_rate": rate, **chosen}
                save = work / f"{name}-{title}"
                losses, weights = run_xner(options, work / name, work / "text.conll", save, settings)
                expected_losses, expected = run_pytorch(work / name, work / "text.conll", settings)
                of_loss = max(abs(a - b) / b for a, b in zip(losses, expected_losses, strict=True))
                worst = largest_differences(weights, expected)
                exact = run_pytorch(work / name, work / "text.conll", settings, torch.float64)[1]
                from_exact = [largest_differences(of, exact)[False][0] for of in (weights, expected)]
                failed |= not max(of_loss, worst[False][0]) <= options.tolerance
                print(f"{name}, {title}: losses {expected_losses[0]:.4f} to {expected_losses[-1]:.4f}, differ by "
                      f"{of_loss:.1e}; weights by {worst[False][0]:.1e} ({worst[False][1]}), key biases by "
                      f"{worst[True][0]:.1e}; from double precision: xner {from_exact[0]:.1e}, PyTorch "
                      f"{from_exact[1]:.1e}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
