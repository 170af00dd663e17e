"""Paragraphs, words and sentences of a long text."""

import re
from typing import NamedTuple

BLANKS = " \t\n\v\f\r"

SPACE, STOP, FULL_STOP, CLOSER, IDEOGRAPH, SIGN, WORD = range(7)

ITEM_SIGNS = frozenset("-*+#>|•–—")
ITEM_ENDS = frozenset(".)")


def _ranges(*pairs: tuple[int, int]) -> frozenset[int]:
    """All code points of some ranges, whose ends belong to them."""
    return frozenset(point for first, last in pairs for point in range(first, last + 1))


def _points(*points: int) -> frozenset[int]:
    """Single code points."""
    return frozenset(points)


SPACES = _ranges((0x09, 0x0D), (0x2000, 0x200A)) | _points(
    0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000
)
STOPS = _points(
    *map(ord, ".!?"), 0x37E, 0x589, 0x61F, 0x6D4, 0x964, 0x965, 0x2026
)
FULL_STOPS = _points(0x3002, 0xFF01, 0xFF0E, 0xFF1F, 0xFF61)
CLOSERS = _points(
    *map(ord, ")]}\"'"), 0xBB, 0x2019, 0x201D, 0x203A, 0x3009, 0x300B, 0x300D, 0x300F, 0x3011,
    0xFF09, 0xFF3D, 0xFF5D, 0xFF63,
)
IDEOGRAPHS = (
    (0x2E80, 0x2FFF), (0x3040, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x20000, 0x3FFFF),
)
SIGNS = _ranges(
    (0x2010, 0x2027), (0x2030, 0x205E), (0x20A0, 0x20CF), (0x2190, 0x2BFF), (0x2E00, 0x2E7F),
    (0x3001, 0x303F), (0xFE10, 0xFE6F), (0xFF00, 0xFF0F), (0xFF1A, 0xFF20), (0xFF3B, 0xFF40),
    (0xFF5B, 0xFF65), (0xFFF0, 0xFFFF),
) | _points(0xD7, 0xF7, 0x60C, 0x61B)
LATIN_WORDS = _points(0xAA, 0xB2, 0xB3, 0xB5, 0xB9, 0xBA)


def class_of(character: str) -> int:
    """The class of a code point, in the order of the table."""
    point = ord(character)
    for kind, points in enumerate((SPACES, STOPS, FULL_STOPS, CLOSERS)):
        if point in points:
            return kind
    if any(first <= point <= last for first, last in IDEOGRAPHS):
        return IDEOGRAPH
    if point < 0x80:
        return WORD if character.isalnum() or character == "_" else SIGN
    if 0x80 <= point <= 0xBF:
        return WORD if point in LATIN_WORDS else SIGN
    return SIGN if point in SIGNS else WORD


class Paragraph(NamedTuple):
    """What is compared, and the blanks behind it."""

    content: str
    separator: str


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a text."""
    starts, has_text, was_blank, at = [0], False, False, 0
    for line in text.split("\n"):
        if not line.strip(BLANKS):
            was_blank = True
        else:
            if has_text and was_blank:
                starts.append(at)
            has_text, was_blank = True, False
        at += len(line) + 1
    whole = (text[start:end] for start, end in zip(starts, [*starts[1:], len(text)]))
    return [_paragraph(each) for each in whole if each]


def _paragraph(text: str) -> Paragraph:
    """A paragraph with the blanks behind it."""
    content = text.rstrip(BLANKS)
    return Paragraph(content, text[len(content) :])


class Piece(NamedTuple):
    """A word, a space, or one sign."""

    text: str
    kind: int


def pieces(text: str) -> list[Piece]:
    """The pieces of a paragraph."""
    result: list[Piece] = []
    for character in text:
        kind = class_of(character)
        if result and kind in (SPACE, WORD) and result[-1].kind == kind:
            result[-1] = Piece(result[-1].text + character, kind)
        else:
            result.append(Piece(character, kind))
    return result


def sentences(parts: list[Piece]) -> list[int]:
    """The number of the sentence of each piece."""
    numbers: list[int] = []
    number, is_over = 0, False
    at = 0
    while at < len(parts):
        item_end = _item_end(parts, at)
        if parts[at].kind != SPACE and numbers and (is_over or item_end):
            number += 1
        if parts[at].kind != SPACE:
            is_over = False
        end = item_end or _run_end(parts, at)
        if not item_end and _ends_sentence(parts, at, end):
            is_over = True
        end = max(end, at + 1)
        numbers += [number] * (end - at)
        at = end
    return numbers


def _run_end(parts: list[Piece], at: int) -> int:
    """The end of the stops and closers that begin at a place."""
    while at < len(parts) and parts[at].kind in (STOP, FULL_STOP, CLOSER):
        at += 1
    return at


def _ends_sentence(parts: list[Piece], start: int, end: int) -> bool:
    """Whether a run of stops and closers ends a sentence."""
    kinds = {piece.kind for piece in parts[start:end]}
    if FULL_STOP in kinds:
        return True
    return STOP in kinds and (end == len(parts) or parts[end].kind == SPACE)


def _item_end(parts: list[Piece], at: int) -> int | None:
    """The end of an item's sign or number that begins at a place, if one does."""
    is_at_line_start = at == 0 or parts[at - 1].kind == SPACE and "\n" in parts[at - 1].text
    if not is_at_line_start:
        return None
    if parts[at].text in ITEM_SIGNS:
        return at + 1
    is_number = bool(re.fullmatch("[0-9]+", parts[at].text))
    has_end = at + 2 < len(parts) and parts[at + 1].text in ITEM_ENDS
    return at + 2 if is_number and has_end and parts[at + 2].kind == SPACE else None
