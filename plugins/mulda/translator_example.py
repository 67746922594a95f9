#!/usr/bin/env python3
"""Wraps a machine translation system for mulda's live translator: one JSON object a line in, one out.

usage, in an experiment:  [data.targets.de.files] translator = "<this file>"
                          [methods.mulda] translation = "translator"
                          translate_arguments = ["marian-decoder", "-c", "/models/en-de/decoder.yml"]

The arguments are a program that translates lines: one sentence a line in, one a line out, in the same order. To call a
library instead, write `translate`: texts in, as many texts out; source and target are language codes. The bytes of this
file and the arguments are part of what xner remembers translations by; a model's version belongs into the arguments.
"""
import json
import subprocess
import sys

BATCH = 64


def translate(texts, source, target, command):
    """As many translations as texts. "{source}" and "{target}" in the command become the language codes."""
    filled = [part.replace("{source}", source).replace("{target}", target) for part in command]
    lines = "".join(text.replace("\n", " ") + "\n" for text in texts)
    result = subprocess.run(filled, input=lines, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    translations = result.stdout.split("\n")[: len(texts)]
    if len(translations) != len(texts):
        sys.exit(f"expected {len(texts)} lines of {filled[0]}, found {len(translations)}")
    return translations


def main():
    command = sys.argv[1:]
    if not command:
        sys.exit("expected a program that translates lines, found no argument")
    requests = [json.loads(line) for line in sys.stdin]
    # Sentences of similar length together: what a model translates fastest.
    requests.sort(key=lambda request: len(request["text"]))
    for begin in range(0, len(requests), BATCH):
        batch = requests[begin : begin + BATCH]
        texts = [request["text"] for request in batch]
        for request, text in zip(batch, translate(texts, batch[0]["source"], batch[0]["target"], command)):
            print(json.dumps({"id": request["id"], "text": text}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
