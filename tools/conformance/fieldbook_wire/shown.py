"""What readers are shown of a cell."""

from typing import NamedTuple

from .model import NULL, PROSE, TEXT, TRUE, Base, Cell, Dot, Patch, Sibling, Value
from .values import encoded_value

MOST_PATCHES = 16

FNV_START = 0x811C9DC5
FNV_PRIME = 0x01000193


class Shown(NamedTuple):
    """The value in force, how it came to be, and the candidates."""

    value: Value
    status: str
    candidates: tuple[Value, ...]


Times = dict[Dot, int]


def checksum(data: bytes) -> int:
    """FNV-1a of 32 bits."""
    result = FNV_START
    for byte in data:
        result = (result ^ byte) * FNV_PRIME & 0xFFFFFFFF
    return result


def patched(base: bytes, patch: Patch) -> bytes | None:
    """The text that a patch makes of its base, if it fits."""
    result, at = bytearray(), 0
    for hunk in patch.hunks:
        kept = at + hunk.copied
        if kept + hunk.deleted > len(base):
            return None
        result += base[at:kept] + hunk.inserted
        at = kept + hunk.deleted
    result += base[at:]
    return bytes(result) if checksum(result) == patch.checksum else None


def text_of(cell: Cell, dot: Dot) -> str | None:
    """The text of a version of a cell, if it can be read."""
    versions = {each.dot: each.value.content for each in (*cell.siblings, *cell.past)}
    patches: list[Patch] = []
    content = versions.get(dot)
    while isinstance(content, Patch):
        patches.append(content)
        if len(patches) > MOST_PATCHES:
            return None
        content = versions.get(content.base)
    if content is None:
        return None
    data: bytes | None = content.encode("utf-8")
    for patch in reversed(patches):
        data = patched(data, patch) if data is not None else None
    try:
        return None if data is None else data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _words(cell: Cell, sibling: Sibling) -> Value:
    """The value of a sibling, with a version told as its text."""
    if sibling.value.tag != PROSE:
        return sibling.value
    text = text_of(cell, sibling.dot)
    if text is None:
        return sibling.value
    return Value(TEXT, text) if text else Value(NULL)


def reading(cell: Cell, policy: str, times: Times) -> Shown:
    """What a policy shows of a cell; times are those of the changes that wrote it."""
    ordered = sorted(cell.siblings, key=lambda each: (times[each.dot], each.dot))
    if not ordered:
        return Shown(Value(NULL), "unset", ())
    values = [_words(cell, sibling) for sibling in ordered]
    candidates = tuple({encoded_value(value): value for value in values}.values())
    if len(candidates) == 1:
        return Shown(candidates[0], "one" if len(ordered) == 1 else "agreed", candidates)
    if policy == "latest@1":
        return Shown(values[-1], "decided", candidates)
    if policy == "aliveWins@1":
        alive = Value(TRUE)
        return Shown(alive if alive in values else values[-1], "decided", candidates)
    if policy == "review(latest)@1":
        return Shown(values[-1], "conflict", candidates)
    if policy == "review(base)@1":
        return Shown(_earliest_base(ordered), "conflict", candidates)
    raise ValueError(f"the policy {policy} is not spoken here")


def _earliest_base(siblings: list[Sibling]) -> Value:
    """The value of the base with the least time and dot."""
    bases: list[Base] = [each.base for each in siblings if each.base]
    return min(bases, key=lambda base: (base.time, base.dot)).value if bases else Value(NULL)
