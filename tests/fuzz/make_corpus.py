#!/usr/bin/env python3
"""Writes the hand-made seeds of every fuzz target into tests/fuzz/corpus/. What fuzzing adds has other names (SHA-1).

usage: tests/fuzz/make_corpus.py        (standard library only)
"""
import hashlib
import json
import struct
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


def put(target, **seeds):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in seeds.items():
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def column_reader():
    """First byte: options of column_reader_fuzz.cpp."""
    def case(options, text):
        return bytes([options]) + (text if isinstance(text, bytes) else text.encode())
    put("column_reader",
        blanks=case(4, "Ana NNP B-PER\nva VBZ O\n\nMar NNP B-LOC\nX X I-LOC\n"),
        tabs=case(4, "20 000\tO\nkm\tB-X\n\nz\tI-X\n"),
        endings=case(0, b"\xef\xbb\xbfa O\r\nb B-X\r\rc I-X\n\nd O"),
        docstart=case(0, "-DOCSTART- O\n\n-DOCSTART- O\na B-X\n"),
        comments=case(32 + 4, "# sent_id = s-1\n# text = a\n1\ta\tB-LOC\n\n# sent_id = s-2\n2\t#\tO\n"),
        iobes=case(1, "a B-X\nb E-X\nc S-Y\n"),
        bilou=case(3 + 16, "a B-X\nb I-X\nc L-X\nd U-Y\n"),
        ioe=case(2, "a I-X\nb E-X\nc I-X\n"),
        declared=case(64, "a B-LOC\nb B-PER\nc B-LCO\n"),
        words=case(128, "a\nb\n\nc\n"),
        repaired=case(8, b"a\xff O\n\xed\xa0\x80 B-X\n"),
        hidden=case(0, "a\u200bb O\n\u200f O\nc\u00a0d O\n"),
        separators=case(0, "a\u2028b O\nc\u0085 O\nd\x0be O\n"),
        malformed=case(0, "a I-X\nb I-Y\nc B-\nd B-X-Y\n"),
        ragged=case(0, "a O\nb x O\nc\n\td\tO\n"))


def scorer():
    put("scorer",
        blanks="a B-PER B-PER\nb I-PER O\n\nc B-LOC B-ORG\n",
        tabs="New York\tB-LOC\tB-LOC\nx\tO\tI-PER\n",
        labels_only="B-A B-A\nI-A I-A\nE-A O\n",
        odd="a . [-A\nb ] I_A\nc B--A -A\nd S-A S-A\ne I- B\n",
        across="x X-A X-A\n\ny O X-A\n",
        schemes="a B-X S-X\nb E-X U-X\nc I-X L-X\n",
        bom=b"\xef\xbb\xbfa O O\r\n\r\nb B-X O")


def experiment():
    base = 'encoder = "random-tiny"\nmethods = ["wu_dredze"]\n'
    put("experiment",
        short=base + 'seeds = [1, 2]\n[data]\nsource = "sample/en"\ntargets = ["sample/de", "sample/sw"]\n',
        long='name = "e"\nencoder = "hf:a/b"\nselector = "best_source_dev"\nselectors = ["last", "target_dev"]\n'
             '[methods.m]\nlr = 5e-5\nflag = true\nlist = [1, 2]\n[training]\nmax_steps = 10\n[data]\nroot = "d"\n'
             '[data.source]\ntrain = "a/b/train"\ndev = "/x/y"\nsize = 5\nsample_seed = 3\n'
             '[data.targets.de]\ntest = "a/de/test"\ndev = "../f"\nunlabelled = "a/de/raw"\n'
             '[limits]\nstage_seconds = 1.5\nno_progress_seconds = 9\nmemory_gib = 2\n',
        overrides=base + '[data]\nsource = "s/en"\ntargets = ["s/de"]\n#%%\nseeds=3,4\nmethods=wu_dredze,b\n'
                         'training.max_steps=7\ndata.source.size=9\nname="x"\n',
        numbers=base + 'x = [nan, -inf, 0x1F, 0b11, 0o7, 1_000, 1e400, 9223372036854775808]\n',
        strings=base + 'a = """x"""""\nb = \'\'\'y\'\'\'\'\'\nc = "\\u20AC\\n"\nd = \'\'\n',
        dates=base + "a = 2026-01-01T00:00:00Z\nb = 07:32:00\n",
        unknown=base + 'sedes = [1]\nencodr = "x"\n[data]\nsource = "s/en"\ntargets = ["s/de"]\n',
        deep="a." * 40 + "a = 1\n",
        nested="a = " + "[" * 60 + "]" * 60 + "\n",
        tables="a = " + "{a=" * 40 + "1" + "}" * 40 + "\n",
        twice="a = 1\na = 2\n[t]\n[t]\n")


def safetensors_header():
    def file(header, data=0):
        text = header if isinstance(header, bytes) else json.dumps(header).encode()
        return struct.pack("<Q", len(text)) + text + b"\1" * data
    tensor = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
    put("safetensors_header",
        one=file({"a": tensor}, 8),
        empty=file({}),
        metadata=file({"__metadata__": {"format": "pt"}, "a": tensor}, 8),
        types=file({t: {"dtype": t, "shape": [0, 3], "data_offsets": [0, 0]}
                    for t in ["F16", "BF16", "F64", "I64", "I32", "I16", "I8", "U8", "BOOL"]}),
        scalars=file({"b": {"dtype": "U8", "shape": [], "data_offsets": [1, 2]},
                      "a": {"dtype": "U8", "shape": [1, 1], "data_offsets": [0, 1]}}, 2),
        hole=file({"a": {**tensor, "data_offsets": [1, 9]}}, 9),
        overflow=file({"a": {**tensor, "shape": [2**62, 4], "data_offsets": [0, 0]}}),
        twice=file(b'{"a":1,"a":2}'),
        deep=file(b'{"a":{"dtype":"F32","shape":' + b"[" * 50 + b"]" * 50 + b"}}"),
        length=struct.pack("<Q", 2**64 - 3) + b"{}")


def stage_message():
    usage = dict.fromkeys(["load_seconds", "train_seconds", "predict_seconds", "evaluate_seconds", "train_steps",
                           "train_sentences", "train_words", "train_pieces", "predict_sentences", "predict_words",
                           "predict_pieces", "peak_device_memory"], 1)
    result = {"result": {"ok": True, "error_kind": "", "error_message": "", "facts": {"best": 1},
                         "environment": {"device": "cpu"}, "usage": usage}}
    progress = {"progress": {"phase": "train", "done": 1, "total": 2, "note": "loss 0.5\nx"}}
    request = {"key": "a" * 64, "plugin": "/p.so", "method": "m", "type": "t", "parameters": {"seed": 1},
               "inputs": {"train": "/in"}, "outputs": ["model"], "output_folder": "/o", "scratch_folder": "/s",
               "checkpoint_folder": "/c", "checkpoint_seconds": 1.5}
    body = json.dumps(progress)
    put("stage_message",
        progress=body, result=json.dumps(result), request=json.dumps(request),
        framed=f"xner1 {len(body)} {hashlib.sha256(body.encode()).hexdigest()[:8]} {body}\n",
        cut=f"xner1 {len(body)} 00000000 {body[:20]}",
        numbers='{"progress":{"phase":"x","done":18446744073709551615,"total":-1,"note":""}}',
        deep='{"result":{"facts":' + "[" * 100 + "]" * 100 + "}}")


def elf_notes():
    """Header, program headers, one segment of notes: the parts of an ELF file that are read."""
    def note(owner, kind, description):
        def pad(data):
            return data + b"\0" * (-len(data) % 4)
        return struct.pack("<III", len(owner), len(description), kind) + pad(owner) + pad(description)

    def elf(segments, cut=None, **fields):
        head = 64 + 56 * len(segments)
        table, body = b"", b""
        for kind, data in segments:
            table += struct.pack("<IIQQQQQQ", kind, 4, head + len(body), 0, 0, len(data), len(data), 4)
            body += data
        of = {"type": 3, "phoff": 64, "shoff": 0, "phentsize": 56, "shnum": 0, **fields}
        start = b"\x7fELF\2\1\1" + b"\0" * 9 + struct.pack(
            "<HHIQQQIHHHHHH", of["type"], 62, 1, 0, of["phoff"], of["shoff"], 0, 64, of["phentsize"], len(segments),
            64, of["shnum"], 0)
        return (start + table + body)[:cut]

    tag = ("interface=1\nmethod=m\nversion=1.0\ncompiler=GNU 12.2.0\nlibtorch=2.11.0\nbuild_type=release\n"
           "sdk_declarations=0\nxner=0.1.0\n\0").encode()
    notes = note(b"GNU\0", 3, b"\1" * 20) + note(b"XNER\0", 1, tag)
    put("elf_notes",
        tagged=elf([(1, b"code"), (4, notes)]),
        two=elf([(4, note(b"GNU\0", 3, b"12345678")), (4, note(b"XNER\0", 1, b"interface=x\n"))]),
        unpadded=elf([(4, notes[:-3])]),
        cut=elf([(4, notes)], cut=200),
        cut_note=elf([(4, notes[:30])]),
        program=elf([(4, notes)], type=2),
        sections=elf([(4, notes)], shoff=2**63, shnum=65535),
        wrapping=elf([(4, notes)], phoff=2**64 - 8),
        entry=elf([(4, notes)], phentsize=0))


def vocabulary():
    """First byte: the normaliser's settings; pieces, a line %%, text."""
    special = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n"
    put("vocabulary",
        cased=b"\3" + (special + "un\na\n##a\n##aff\n##able\n,\n%%\nunaffable a, a\naaa\n[CLS] a[SEP]b\n").encode(),
        plain=b"\0" + (special + "a\n##b\n\n%%\nab").encode(),
        uncased=b"\17" + (special + "cafe\n##s\n\u6771\n\u4eac\n%%\nCaf\u00e9s \u6771\u4eac\u00a0x\u200d\n").encode(),
        long=b"\1" + (special + "a\n##a\n%%\n" + "a" * 99 + " " + "a" * 100 + " " + "a" * 101 + "\n").encode(),
        blank=b"\0" + (special + "a \n").encode(),
        twice=b"\0" + (special + "a\na\n").encode(),
        crlf=b"\0" + special.replace("\n", "\r\n").encode(),
        missing=b"\0[PAD]\n[UNK]\na\n%%\na\n")


def tokenizer_files():
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##a", "saw"]
    tokenizer = {"added_tokens": [{"id": 3, "content": "[SEP]", "normalized": False, "single_word": False}],
                 "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                                "strip_accents": None, "lowercase": True},
                 "pre_tokenizer": {"type": "BertPreTokenizer"},
                 "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                           "max_input_chars_per_word": 100, "vocab": {p: i for i, p in enumerate(pieces)}}}
    config = {"do_lower_case": False, "strip_accents": False, "tokenize_chinese_chars": True,
              "added_tokens_decoder": {"2": {"content": "[CLS]"}}, "tokenizer_class": "BertTokenizer"}
    special = {"cls_token": "[CLS]", "sep_token": {"content": "[SEP]"}, "pad_token": "[PAD]"}
    text = "\n".join(pieces) + "\n"

    def folder(*files):
        return "\n%%\n".join(f if isinstance(f, str) else json.dumps(f) for f in files)
    put("tokenizer_files",
        all=folder(tokenizer, config, special, text),
        text_only=folder("", "", "", text),
        json_only=folder(tokenizer, "", "", ""),
        differing=folder(tokenizer, "", "", text.replace("saw", "was")),
        types=folder({**tokenizer, "model": {"type": 5}, "normalizer": []}, [], 7, text),
        ids=folder({**tokenizer, "added_tokens": [{"id": 4294967299, "content": "[SEP]"}]}, "", "", ""),
        unigram=folder({**tokenizer, "model": {"type": "Unigram"}}, "", "", ""))


def sentencepiece_model():
    def field(number, wire, payload):
        return bytes([number << 3 | wire]) + payload

    def message(number, payload):
        return field(number, 2, bytes([len(payload)]) + payload)

    def piece(text, score, kind=1):
        return message(1, message(1, text.encode()) + field(2, 5, struct.pack("<f", score)) + field(3, 0, bytes([kind])))
    whole = (piece("<unk>", 0, 2) + piece("<s>", 0, 3) + piece("</s>", 0, 3) + piece("\u2581a", -1) + piece("b", -2)
             + message(2, field(3, 0, b"\1")) + message(3, message(1, b"nmt_nfkc")))
    put("sentencepiece_model",
        unigram=whole, empty=b"", cut=whole[:-5], bpe=whole + message(2, field(3, 0, b"\2")),
        length=b"\x0a\xff\xff\xff\xff\x0f", group=b"\x0b\x0c", varint=b"\x08" + b"\x80" * 11)


def printed_text():
    put("printed_text",
        escape="a\x1b[31mred\x1b]0;title\x07\u009b2J",
        direction="a\u202eb\u2066c\u2069\u200e\u061c",
        markup="a|b`c`*d* _e_ e_f [x](javascript:1) <script>alert(1)</script> & ~s~ # $x$ ![i](u)",
        lines="a\nb\r\nc\u2028d\te",
        wide="\u65e5\u672c\u8a9e e\u0301 \U0001f600 " * 6,
        broken=b"a\xff\xed\xa0\x80\xc3",
        backslash="\\|\\\\|\\`",
        commands="::set-output name=x::y\n##[error]z")


def action_record():
    key, digest = "a" * 64, "0123456789abcdef" * 4

    def file(path, **other):
        return {"path": path, "sha256": digest, "size": 3, **other}

    def record(**fields):
        body = {"facts": {}, "files": [], "key": key, "schema": 1, **fields}
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return json.dumps({**body, "digest": hashlib.sha256(text.encode()).hexdigest()}, ensure_ascii=False)
    whole = record(files=[file("a/b"), file("log.txt")], dropped=["a/b"], facts={"outcome": {"wall_seconds": 1}})
    put("action_record",
        whole=whole, empty=record(), cut=whole[:-9], digest=whole.replace("wall", "wail"), newer=record(schema=2),
        other=record(key="b" * 64), upwards=record(files=[file("../a")]), absolute=record(files=[file("/etc/passwd")]),
        dots=record(files=[file("a/./b"), file("a//b")]), order=record(files=[file("b"), file("a")]),
        twice=record(files=[file("a"), file("a")]), negative=record(files=[file("a", size=-1)]),
        huge=record(files=[file("a", size=2**63)]), short=record(files=[file("\u00e9\x1b" * 8000, sha256="12")]),
        types=record(files={"path": 1}, dropped=7), deep='{"facts":' + "[" * 3000 + "]" * 3000 + ',"digest":"x"}')


for make in (action_record, column_reader, scorer, experiment, safetensors_header, stage_message, elf_notes, vocabulary,
             tokenizer_files, sentencepiece_model, printed_text):
    make()
