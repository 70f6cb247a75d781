"""What is made to break readers: bits that have broken others, and changes to honest input."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

Maker = Callable[[random.Random], bytes]

LETTERS = [
    *("\x00", "\x07", "\x08", "\x0b", "\x0c", "\r", "\x1b", "\x7f", "\x85", "\x9b", "\xa0", "\xad"),
    *("\u061c", "\u200b", "\u200d", "\u200e", "\u2028", "\u2029", "\u202e", "\u2066", "\u2069", "\ufeff", "\uffff"),
    *("\U000e0041", "\U0010ffff", "\ue000", "\ufdd0", "e\u0301", "ß", "ﬁ", "İ", "١", "²", "Ⅷ", "。", "👩‍🏫", "数"),
]
ORDERS = [
    "\x1b]0;title\x07",
    "\x1b]52;c;aGk=\x07",
    "\x1b[2J\x1b[H",
    "\x1b[31m",
    "\x1bP+q544e\x1b\\",
    "\x9b31m",
    "\x9d0;t\x9c",
    "safe\rgone",
    "a\x08\x08b",
    "\u202egnp.exe",
    "\u2066hidden\u2069",
]
NUMBERS = [
    *("0", "-0", "1", "-1", "00", "1e400", "-1e400", "1e-400", "NaN", "Infinity", "-Infinity", "0x10", "1_000", "1.5"),
    *("9" * 19, "-" + "9" * 19, "9" * 400, "9" * 5000, str(2**31), str(2**63), str(-(2**63)), str(2**64), "١٢", "²"),
]
LONG = ["a" * 5_000, "ab " * 3_000, "{{c1::" * 500, "}}" * 1_000, "(" * 3_000, ".)" * 2_000, "- " * 500, "é" * 4_001]
TEXTS = [
    *LETTERS,
    *ORDERS,
    *NUMBERS,
    *LONG,
    "",
    " ",
    "\n",
    "\n\n",
    "\t",
    "null",
    "true",
    "../../etc/passwd",
    "%s%n",
    "\\",
]
BYTES = [
    *(
        b"\xff",
        b"\xfe\xff",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xc0\x80",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe2\x80",
    ),
    *(b"\r\n", b"\r", b"\n" * 50, b"\x00" * 16, b"\x85", b"\x0c", b"\x1a"),
]


def text(rng: random.Random) -> str:
    """Something nasty, something plain, or some of each in a row."""
    if rng.random() < 0.3:
        return "".join(
            chr(rng.choice((rng.randrange(32, 127), rng.randrange(0xD800)))) for _ in range(rng.randrange(9))
        )
    return "".join(rng.choice(TEXTS) for _ in range(rng.choice((1, 1, 1, 2, 3))))


def mutated(rng: random.Random, data: bytes, bits: Sequence[bytes]) -> bytes:
    """The data after one to four changes; ``bits`` are what breaks this kind of input above all."""
    for _ in range(rng.choice((1, 1, 2, 3, 4))):
        data = rng.choice(_CHANGES)(rng, data, bits)
    return data


def _place(rng: random.Random, data: bytes) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.choice((0, 1, 1, 2, 4, 8, 30, 300)))


def _put(rng: random.Random, data: bytes, bits: Sequence[bytes]) -> bytes:
    start, end = _place(rng, data)
    bit = rng.choice(bits) if rng.random() < 0.6 else rng.choice(BYTES) if rng.random() < 0.3 else _letters(rng)
    return data[:start] + bit + data[end if rng.random() < 0.5 else start :]


def _letters(rng: random.Random) -> bytes:
    return text(rng).encode("utf-8", "surrogatepass")


def _take(rng: random.Random, data: bytes, _bits: Sequence[bytes]) -> bytes:
    start, end = _place(rng, data)
    return data[:start] + data[end:]


def _flip(rng: random.Random, data: bytes, _bits: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 4, 16)) if data else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _again(rng: random.Random, data: bytes, _bits: Sequence[bytes]) -> bytes:
    start, end = _place(rng, data)
    return data[:end] + data[start:end] * rng.choice((1, 2, 50)) + data[end:]


def _cut(rng: random.Random, data: bytes, _bits: Sequence[bytes]) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _lines(rng: random.Random, data: bytes, bits: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
    what = rng.randrange(5)
    if what == 0:
        lines[at], lines[to] = lines[to], lines[at]
    elif what == 1:
        lines[at:at] = lines[to : to + 3] * rng.choice((1, 1, 20))
    elif what == 2:
        del lines[at : at + rng.choice((1, 2, 5))]
    elif what == 3:
        lines[at] = rng.choice((b"", b"  ", b"    ")) + rng.choice(bits)
    else:
        return b"\r\n".join(lines)
    return b"\n".join(lines)


_CHANGES = (_put, _put, _put, _take, _flip, _again, _cut, _lines, _lines)
