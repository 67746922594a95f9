#!/usr/bin/env python3
"""Makes the golden files of this folder with the reference (packages `tokenizers` 0.22 and `transformers` 4.57).

usage: make_goldens.py      (run in this folder)

cased/    vocab.txt and tokenizer.json, which asks for truncation and padding that must not happen
uncased/  vocab.txt and tokenizer_config.json
accents/  tokenizer.json alone: lower-case without stripping accents
cases.jsonl   {"encoder", "text", "words": split into words beforehand?, "ids", "tokens", "word_ids"}
digests.json  SHA-256 of what each setting makes of every code point between "A" and "b"
"""
import hashlib
import itertools
import json
import pathlib
import string

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertTokenizerFast

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
LETTERS = string.ascii_letters + string.digits + "äöüéñçßıøþ" + "абвгдежзийклмнопрстуфхцчшщъыьэюя" + "АБВМС"
OTHERS = "ابتثجحخدرسشعغفقكلمنهوي" + "\u064b\u064e" + "अआकखगमन" + "\u093e\u0902\u094d" + "한국가나" + \
    "\u1112\u1161\u11ab\u1100\u116e\u11a8" + "中文字国" + "ひらがな" + "αβγδΑΣσς" + "\u0301\u0307\u0308\u302e\U0001d165"
WORDS = ["the", "The", "and", "##ing", "##ed", "un", "##aff", "##able", "Ber", "ber", "##lin", "Москва", "москва",
         "##ква", "été", "ete", "##té", "straße", "stra", "##ße", "New", "new", "York", "york", "##York", "don", "##t"]

TEXTS = [
    "", " ", "The unaffable Berlin and New York.", "don't (stop) re-do: a/b, $5 + 3% < x^2 = `y` | ~z", "été ÉTÉ e\u0301te\u0301 İstanbul ıß",
    "Москва — «МОСКВА»; йЙ и\u0306", "中文字 abc中國def 国\U00020000\U0002b820\U0002b920字", "ひらがな カタカナ 한국가나 국가",
    "كتاب\u064b ك\u200dت\u200cا\u200bب \u200fعربي\u061c", "क\u093eम \u0915\u094d\u0916 \u0928\u0902", "tab\there\r\x0bvertical\x0c\x85next\u2028line",
    "nb\u00a0sp\u2003em\u3000ideo\u1680og", "zero\x00nul\ufffdrep\ufeffbom\u00adsoft", "a\ue000b\U000f0000c\U0010ffffd\u0378e",
    "[SEP] in [CLS]text[MASK] [sep] [[PAD]] [UNK]", "x[SEP]y [SEP][SEP]", "a" * 100, "a" * 101, "é" * 100 + " " + "é" * 101, "e\u0301" * 60 + " " + "\u0301" * 150 + "a",
    "\U0001f600smile \U0001f468\u200d\U0001f469\u200d\U0001f467 ok", "\u2126 \u212b \ufb01 \u01c4 \u1e9e \u03a3\u0391\u03a3 \u226ea\u037eb\u1fefc", "中\u302e a\u302e\u0301 \U0001d15e\u302e\U0001d165",
    "x\u302e\U0001d165 x\u302e\u0941\U0001d165 x\u302e\u0301\U0001d165 x\u302e\u00ad\U0001d165", "…\u2019\u201c\u00bf\u00a1\u00a7 ^_^ \u20ac\u00a3 \u00b1\u00d7", "ａｂＡＢ １２ ﾊﾝｶｸ",
    "a  b", " lead trail ", "q\u0378\u0301\u0308z", "가\u11a8 \u1100\u1161\u11a8", "\uf900\uf901豈 \U0002f800",
]


def vocabulary():
    pieces = SPECIAL + [f"[unused{i}]" for i in range(3)] + list(string.punctuation)
    pieces += list(LETTERS + OTHERS) + ["##" + c for c in LETTERS + OTHERS] + WORDS
    return list(dict.fromkeys(pieces))


def build(pieces, **settings):
    tokenizer = Tokenizer(models.WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(**settings)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer


def write_encoders(pieces):
    lines = "\n".join(pieces) + "\n"
    for name in ("cased", "uncased", "accents"):
        pathlib.Path(name).mkdir(exist_ok=True)
    cased = build(pieces, lowercase=False)
    yield "cased", Tokenizer.from_str(cased.to_str())
    cased.enable_truncation(max_length=4)
    cased.enable_padding(length=16)
    cased.save("cased/tokenizer.json", pretty=False)
    pathlib.Path("cased/vocab.txt").write_text(lines)
    pathlib.Path("uncased/vocab.txt").write_text(lines)
    pathlib.Path("uncased/tokenizer_config.json").write_text('{"do_lower_case": true, "model_max_length": 8}\n')
    yield "uncased", BertTokenizerFast(vocab_file="uncased/vocab.txt", do_lower_case=True).backend_tokenizer
    accents = build(pieces, lowercase=True, strip_accents=False, handle_chinese_chars=False)
    accents.save("accents/tokenizer.json", pretty=False)
    yield "accents", accents


def digest(**settings):
    normalizer, splitter = normalizers.BertNormalizer(**settings), pre_tokenizers.BertPreTokenizer()
    sha = hashlib.sha256()
    for c in itertools.chain(range(0xD800), range(0xE000, 0x110000)):
        words = splitter.pre_tokenize_str(normalizer.normalize_str("A" + chr(c) + "b"))
        sha.update((" ".join(word for word, _ in words) + "\n").encode())
    return {**settings, "sha256": sha.hexdigest()}


def main():
    with open("cases.jsonl", "w") as out:
        for name, tokenizer in write_encoders(vocabulary()):
            for text, words in itertools.product(TEXTS, (False, True)):
                result = tokenizer.encode(text.split(" ") if words else text, is_pretokenized=words)
                case = dict(encoder=name, text=text, words=words, ids=result.ids, tokens=result.tokens,
                            word_ids=result.word_ids)
                print(json.dumps(case, ensure_ascii=True), file=out)
    keys = ("clean_text", "handle_chinese_chars", "strip_accents", "lowercase")
    digests = [digest(**dict(zip(keys, values))) for values in itertools.product((False, True), repeat=4)]
    pathlib.Path("digests.json").write_text("[\n" + ",\n".join(map(json.dumps, digests)) + "\n]\n")


if __name__ == "__main__":
    main()
