"""Which encoding a file is in, by the evidence of the whole of it."""

import codecs
import re
from typing import BinaryIO

from domain.refusals import Reason, Refusal

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What spreadsheets write when it is not UTF-8: Windows in western and central Europe, an old Mac, DOS.
# Where the words read as well in several of them, the earlier one is taken.
SINGLE_BYTE = ("cp1252", "cp1250", "mac_roman", "cp850", "iso8859_2", "cp1257")
_BLOCK = 1 << 20
_MOST_WORDS = 5_000
_FEW = 0.05  # the share up to which the other evidence is taken for damage
_WORD = re.compile(rb"[A-Za-z'\x80-\xff]*[\x80-\xff][A-Za-z'\x80-\xff]*")
# Signs that stand between letters, or touch one.
_JOIN = frozenset("’‘'-–‑·´`")
_TOUCH = frozenset("“”„‚«»‹›…™®©°")
# Letters that most words beyond ASCII have here; so many words with others are no chance.
_COMMON = frozenset("äöåüßéèøæ")
_TELLING = 3


def encoding_of(file: BinaryIO) -> str:
    """The codec of a seekable file, left at its start.

    A damaged byte makes no file of UTF-8 another one. Raises Refusal where it can't be told: then it has to be said.
    """
    start = file.read(4)
    file.seek(0)
    if marked := next((name for mark, name in _MARKS if start.startswith(mark)), None):
        return marked
    if zeros := [place for place, byte in enumerate(start) if byte == 0]:
        return "utf-16-le" if zeros[0] % 2 else "utf-16-be"
    whole, broken, words = _evidence(file)
    file.seek(0)
    if broken <= whole * _FEW:
        return "utf-8"
    if whole > broken * _FEW:
        raise Refusal(Reason.MIXED_ENCODINGS)
    return _single_byte(words)


def _single_byte(words: list[bytes]) -> str:
    """The encoding in which the fewest words read as no words; of several the one whose letters are the commoner.

    That of Windows, unless some words speak against it. Raises Refusal where too few do.
    """
    against = {name: sum(_odd(word, name) for word in words) for name in SINGLE_BYTE}
    rare = {name: sum(_rare(word, name) for word in words) for name in SINGLE_BYTE}
    usual, best = SINGLE_BYTE[0], min(SINGLE_BYTE, key=lambda name: (against[name], rare[name]))
    telling = against[usual] - against[best] + max(0, rare[usual] - rare[best])
    if best != usual and telling < _TELLING and against[usual] == sum(_damaged(word, usual) for word in words):
        best = usual
    elif (best != usual and telling < _TELLING) or against[best] > len(words) * _FEW:
        raise Refusal(Reason.ENCODING_UNCLEAR)
    return best


def _evidence(file: BinaryIO) -> tuple[int, int, list[bytes]]:
    """How many characters beyond ASCII are UTF-8, how many bytes are not, and words that hold any of them."""
    whole = broken = 0
    words: dict[bytes, None] = {}
    kept = b""
    while block := file.read(_BLOCK):
        block = kept + block
        # A character, or a word, may go on in the next block.
        end = max(block.rfind(b"\n"), block.rfind(b","), block.rfind(b";"), block.rfind(b" ")) + 1 or len(block)
        block, kept = block[:end], block[end:]
        more = _counted(block, words)
        whole, broken = whole + more[0], broken + more[1]
    more = _counted(kept, words)
    return whole + more[0], broken + more[1], list(words)


def _counted(block: bytes, words: dict[bytes, None]) -> tuple[int, int]:
    if block.isascii():
        return 0, 0
    if len(words) < _MOST_WORDS:
        words.update(dict.fromkeys(_WORD.findall(block)))
    text = block.decode("utf-8", "replace")
    broken = text.count("\ufffd") - block.count("\ufffd".encode())
    return sum(not c.isascii() for c in text) - text.count("\ufffd"), broken


def _damaged(word: bytes, encoding: str) -> bool:
    return "\ufffd" in word.decode(encoding, "replace")


def _odd(word: bytes, encoding: str) -> bool:
    """True where the word reads as no word: a sign among its letters, or a capital after a small one."""
    text = word.decode(encoding, "replace")
    for before, sign, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if sign.isascii() or sign in _JOIN:
            continue
        if sign.isalpha():
            odd = sign.isupper() and before.islower()
        else:
            odd = (before.isalpha() and after.isalpha()) or sign not in _TOUCH
        if odd and not sign.isspace():
            return True
    return False


def _rare(word: bytes, encoding: str) -> bool:
    return any(c.isalpha() and not c.isascii() and c.lower() not in _COMMON for c in word.decode(encoding, "replace"))
