"""What travels: dots, values, writes and changes."""

from dataclasses import dataclass
from typing import NamedTuple

NULL, FALSE, TRUE, NUMBER, TEXT, DAY, REFERENCE, BYTES, GROUP, DELETED, PROSE, ABSENT = range(12)

INTENT_EDIT, INTENT_RESOLVE, INTENT_UNDO, INTENT_ADMINISTER = range(4)

ORIGIN_EXTENSION = 1


class Dot(NamedTuple):
    """The name of a change."""

    replica: int
    sequence: int


class Reference(NamedTuple):
    """A record elsewhere; no space means the space that holds the reference."""

    kind: str
    record: int
    space: bytes | None


class Number(NamedTuple):
    """mantissa / 10^scale."""

    mantissa: int
    scale: int


class Hunk(NamedTuple):
    """One step of a patch: bytes that stay, bytes that go, bytes that come."""

    copied: int
    deleted: int
    inserted: bytes


class Patch(NamedTuple):
    """A version of a long text, told by an earlier one."""

    base: Dot
    checksum: int
    hunks: tuple[Hunk, ...]


class Value(NamedTuple):
    """A tag of the canonical form and what belongs to it.

    The content is None (null, false, true, absent), Number, str (text), int (day), Reference, bytes
    (bytes and unknown tags), a tuple of (name, Value) (group), a tuple of Dot (deleted), or
    str | Patch (prose).
    """

    tag: int
    content: object = None


class Base(NamedTuple):
    """What stood before an edit."""

    dot: Dot
    time: int
    value: Value


class CellKey(NamedTuple):
    """Which cell of a space; the order is that of writes in a change."""

    kind: str
    record: int
    field: str


@dataclass(frozen=True)
class Write:
    """One cell that a change writes."""

    key: CellKey
    supersedes: tuple[Dot, ...]
    value: Value
    base: Base | None = None


@dataclass(frozen=True)
class Change:
    """One local transaction."""

    dot: Dot
    dependencies: tuple[Dot, ...]
    time: int
    actor: str
    clock_offset: int
    writes: tuple[Write, ...]
    intent: int = INTENT_EDIT
    note: str | None = None
    extensions: tuple[tuple[int, bytes], ...] = ()


class Origin(NamedTuple):
    """The change that another one writes again."""

    dot: Dot
    hash: bytes
    actor: str
    time: int


class Sibling(NamedTuple):
    """A live write of a cell, or a past version of a text with what it superseded."""

    dot: Dot
    value: Value
    base: Base | None
    superseded: tuple[Dot, ...]


class Cell(NamedTuple):
    """The state of one field of one record, each part ascending by dot."""

    siblings: tuple[Sibling, ...] = ()
    past: tuple[Sibling, ...] = ()
