#!/usr/bin/env python3
"""Makes the golden files of this folder with the reference (packages `tokenizers` 0.22, `transformers` 4.57 and, to train
the tiny model, `sentencepiece` 0.2).

usage: make_goldens.py      (run in this folder)

cased/     vocab.txt and tokenizer.json, which asks for truncation and padding that must not happen
uncased/   vocab.txt and tokenizer_config.json
accents/   tokenizer.json alone: lower-case without stripping accents
xlmr/      sentencepiece.bpe.model alone, of XLM-R's kind, with a character map that is a small part of NFKC
xlmr_json/ the same model as tokenizer.json alone, as facebook/xlm-roberta-base has it: white space is split first
cases.jsonl       {"encoder", "text", "words": split into words beforehand?, "ids", "tokens", "word_ids"}
digests.json      SHA-256 of what each setting of BertNormalizer makes of every code point between "A" and "b"
code_points.json  SHA-256 of the ids of every code point alone, between letters, after a space and, where
                  clusters count, after U+00BD, one a line
"""
import hashlib
import itertools
import json
import pathlib
import shutil
import string
import tempfile
import unicodedata

import sentencepiece
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertTokenizerFast, XLMRobertaTokenizerFast

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
XLMR_TEXTS = TEXTS + [
    "<s> in </s>text<mask> <pad> <unk> <S>", "a <mask>b  <mask> c\u00a0<mask>\u3000<mask>", "x<s>y </s></s>z", "\uff1cs\uff1e \uff1cmask\uff1e <unk\uff1e",
    "\u2581", "\u2581\u2581a", "a\u2581b \u2581 c\u2581\u2581", "\u200b", "\u3000", "\u00ad", "a\x85b \x85", "99999 999999 9999999 anananana nananan !!!!! ......",
    "\ufb01\u0301 \u2122\u0301 \ufb01\u0301\u0301 \u0958\u0301 e\u0301 e\u0301\u0301", "\u00a9\u200d\u2122\u0301 \u00a9\u0301\u200d\u2122\u0301 \u00a9\u200d\u200d\u2122\u0301",
    "\u0915\u094d\u0958\u0301 \u0915\u0301\u0958\u0301 \u0600\u2122 \u0600\u0301\u2122", "\r\n a\r\nb \n\r", "\u1100\u1161\u11a8\u3131 \uac00\u11a8", "\ufeb3\u0651\ufeb3\ufefb\u0651",
    "\U0001f468\u200d\U0001f469\u0301 \U0001f1e9\U0001f1ea\U0001f1eb", "Ber\u200dlin Ber\u00adlin", "\u4e2d" * 700, "the " * 40, "q\U0010fffd\U0010fffdq\U00012000\U00012001",
]

SENTENCES = """The station of Berlin and the river in London are old, and the old bridge is near the new station .
Anna Banana and Hannah live near the river ; they were born in 1999 , in 2009 and in 99 .
Die neue Brücke am Fluss steht in München , nicht in Berlin , und kostet 999 999 Euro !!!
El río de Sevilla y la estación de Madrid son muy viejos ; ¿ quién vive en Málaga ? ...
Мария и Иван живут в Москве у реки , а Анна в Минске .
كتبت مريم رسالة من القاهرة الى بغداد
राम और सीता दिल्ली में रहते हैं
東京都 と 京都府 は 日本 の 都市 です 。
서울 과 부산 은 한국 의 도시 이다
banana ananas nana ananana hahaha hahahaha ababab a aa aaa aaaa aaaaa""".split("\n")


def character_map():
    """Rules of the trainer: code points in hexadecimal, a tab, what they become. White space and format characters as in
    SentencePiece's nmt_nfkc, and of NFKC a few blocks."""
    rules = {}
    for c in [9, 10, 13, 0xA0, 0x1680, *range(0x2000, 0x200A), 0x200B, 0x200E, 0x2028, 0x202F, 0x2581, 0x3000, 0xFEFF]:
        rules[chr(c)] = " "
    for c in [*range(1, 9), 0xB, *range(0xE, 0x20), 0x7F, 0xAD, 0x8F]:
        rules[chr(c)] = ""
    blocks = [range(0xA1, 0x180), range(0x958, 0x960), range(0x2100, 0x2140), range(0x2460, 0x2474), range(0x3131, 0x3140),
              range(0xFB00, 0xFB07), range(0xFEB1, 0xFEC0), range(0xFEF5, 0xFEFD), range(0xFF01, 0xFF5F), [0x1D15E, 0x2F800]]
    for c in itertools.chain(*blocks):
        if unicodedata.normalize("NFKC", chr(c)) != chr(c):
            rules[chr(c)] = unicodedata.normalize("NFKC", chr(c))
        decomposed = unicodedata.normalize("NFD", chr(c))
        if decomposed != chr(c) and unicodedata.normalize("NFKC", decomposed) == chr(c):
            rules[decomposed] = chr(c)
    written = [" ".join(f"{ord(c):X}" for c in source) + "\t" + " ".join(f"{ord(c):X}" for c in target)
               for source, target in rules.items()]
    return "\n".join(written) + "\n"


def write_xlmr():
    """A model of a few hundred pieces, and its two folders."""
    shutil.rmtree("xlmr", ignore_errors=True)
    pathlib.Path("xlmr").mkdir()
    pathlib.Path("xlmr_json").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        rules = pathlib.Path(scratch) / "rules.tsv"
        rules.write_text(character_map())
        with open("xlmr/sentencepiece.bpe.model", "wb") as out:
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=iter(SENTENCES * 3), model_writer=out, vocab_size=400, hard_vocab_limit=False,
                model_type="unigram", character_coverage=1.0, normalization_rule_tsv=str(rules), num_threads=1,
                minloglevel=2)
    tokenizer = XLMRobertaTokenizerFast.from_pretrained("xlmr").backend_tokenizer
    state = json.loads(tokenizer.to_str())
    state["normalizer"] = state["normalizer"]["normalizers"][0]
    state["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": [
        {"type": "WhitespaceSplit"},
        {"type": "Metaspace", "replacement": "\u2581", "str_rep": "\u2581", "add_prefix_space": True}]}
    pathlib.Path("xlmr_json/tokenizer.json").write_text(json.dumps(state, ensure_ascii=False) + "\n")
    yield "xlmr", tokenizer
    yield "xlmr_json", Tokenizer.from_file("xlmr_json/tokenizer.json")


def code_points(encoder, tokenizer, form):
    sha = hashlib.sha256()
    texts = [form.replace("?", chr(c)) for c in itertools.chain(range(0xD800), range(0xE000, 0x110000))]
    for begin in range(0, len(texts), 50000):
        for encoding in tokenizer.encode_batch_fast(texts[begin:begin + 50000], add_special_tokens=False):
            sha.update((" ".join(map(str, encoding.ids)) + "\n").encode())
    return dict(encoder=encoder, form=form, sha256=sha.hexdigest())


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
    digests = []
    with open("cases.jsonl", "w") as out:
        for name, tokenizer in itertools.chain(write_encoders(vocabulary()), write_xlmr()):
            for text, words in itertools.product(XLMR_TEXTS if "xlmr" in name else TEXTS, (False, True)):
                result = tokenizer.encode(text.split(" ") if words else text, is_pretokenized=words)
                case = dict(encoder=name, text=text, words=words, ids=result.ids, tokens=result.tokens,
                            word_ids=result.word_ids)
                print(json.dumps(case, ensure_ascii=True), file=out)
            digests += [code_points(name, tokenizer, form) for form in ("?", "a?b", "a ?")]
            if "xlmr" in name:  # what joins a character that is replaced goes with it
                digests.append(code_points(name, tokenizer, "\u00bd?"))
    pathlib.Path("code_points.json").write_text("[\n" + ",\n".join(map(json.dumps, digests)) + "\n]\n")
    keys = ("clean_text", "handle_chinese_chars", "strip_accents", "lowercase")
    digests = [digest(**dict(zip(keys, values))) for values in itertools.product((False, True), repeat=4)]
    pathlib.Path("digests.json").write_text("[\n" + ",\n".join(map(json.dumps, digests)) + "\n]\n")


if __name__ == "__main__":
    main()
