"""The name table and the dictionary of version 1, read from the pages."""

import hashlib
import re
from pathlib import Path

PAGES = Path(__file__).resolve().parents[3] / "protocol"

TABLE_HASH = "9bfcd29e43a4166f8e852617eab8313340cef3eb4f5c18cad4309b4dea6fdc33"
DICTIONARY_HASH = "7f7cd79a97343c68f1cdb4e50fdc14cc2c9adcae76cb51e196b21a861cd862bb"


def _checked(data: bytes, expected: str, what: str) -> bytes:
    """The bytes, once their hash is the one that the page gives."""
    if hashlib.sha256(bytes(32) + data).hexdigest() != expected:
        raise RuntimeError(f"{what} of version 1 has been edited")
    return data


def _table() -> list[str]:
    """The words at the end of the page."""
    page = (PAGES / "README.md").read_text(encoding="utf-8")
    table = re.search(r"^## Table 1\n+```\n(.*?)```", page, re.DOTALL | re.MULTILINE)
    words = table.group(1).split()
    _checked("\n".join(words).encode("utf-8"), TABLE_HASH, "the name table")
    return words


def _dictionary() -> bytes:
    """The file beside the page, without the line feed at its end."""
    data = (PAGES / "dictionary-1.txt").read_bytes().removesuffix(b"\n")
    return _checked(data, DICTIONARY_HASH, "the dictionary")


TABLE = _table()
NUMBERS = {name: number for number, name in enumerate(TABLE, start=1)}
DICTIONARY = _dictionary()
