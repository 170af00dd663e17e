"""Values in canonical form."""

from collections.abc import Callable

from . import limits
from .checks import (
    check_ascending, check_day, check_number, check_vector, is_member_tag, refuse_unless,
)
from .errors import WireError
from .model import (
    ABSENT, BYTES, DAY, DELETED, FALSE, GROUP, NULL, NUMBER, PROSE, REFERENCE, TEXT, TRUE, Dot,
    Hunk, Number, Patch, Reference, Value,
)
from .reader import Reader
from .writer import Writer

Allowed = Callable[[int], bool]

SPACE_BYTES = 16


def read_dot(reader: Reader) -> Dot:
    """One dot."""
    return Dot(reader.u64(), reader.sequence())


def read_dots(reader: Reader, limit: int, what: str) -> tuple[Dot, ...]:
    """Dots, strictly ascending."""
    dots = tuple(read_dot(reader) for _ in range(reader.bounded(limit, what)))
    check_ascending(dots, "dots")
    return dots


def read_vector(reader: Reader, what: str = "counts") -> tuple[Dot, ...]:
    """Dots, one for each replica."""
    dots = read_dots(reader, limits.REPLICAS, what)
    check_vector(dots, what)
    return dots


def read_value(reader: Reader, is_allowed: Allowed, what: str = "value") -> Value:
    """One value whose tag may stand there."""
    tag = reader.u8()
    refuse_unless(is_allowed(tag), what)
    if tag in (NULL, FALSE, TRUE, ABSENT):
        return Value(tag)
    if tag > ABSENT:
        return Value(tag, reader.counted(limits.TEXT_BYTES, "unknown value"))
    return Value(tag, _READERS[tag](reader))


def _read_number(reader: Reader) -> Number:
    """A decimal number."""
    number = Number(reader.svar(), reader.u8())
    check_number(number)
    return number


def _read_day(reader: Reader) -> int:
    """Days since 1970-01-01."""
    day = reader.svar()
    check_day(day)
    return day


def _read_reference(reader: Reader) -> Reference:
    """A record of a kind, in this space or another."""
    kind, record = reader.name("kind"), reader.record()
    has_space = reader.flag("space")
    return Reference(kind, record, reader.take(SPACE_BYTES) if has_space else None)


def _read_group(reader: Reader) -> tuple[tuple[str, Value], ...]:
    """Members, strictly ascending by name."""
    members = []
    for _ in range(reader.bounded(limits.GROUP_MEMBERS, "members")):
        name = reader.name("member")
        refuse_unless(not members or members[-1][0] < name, "order of members")
        members.append((name, read_value(reader, is_member_tag, "value within a group")))
    return tuple(members)


def read_hunks(reader: Reader, count: int) -> tuple[Hunk, ...]:
    """The steps of a patch."""
    hunks = []
    for _ in range(count):
        copied = reader.bounded(limits.HUNK_BYTES, "copied bytes")
        deleted = reader.bounded(limits.HUNK_BYTES, "deleted bytes")
        inserted = reader.counted(limits.TEXT_BYTES, "inserted bytes")
        if 0 in inserted:
            raise WireError("malformedText", "U+0000 in a patch")
        hunks.append(Hunk(copied, deleted, inserted))
    return tuple(hunks)


def _read_prose(reader: Reader) -> str | Patch:
    """A version of a long text."""
    form = reader.u8()
    refuse_unless(form <= 1, "form of a text")
    if form == 0:
        return reader.text()
    base, checksum = read_dot(reader), reader.u32()
    count = reader.bounded(limits.HUNKS_PER_PATCH, "hunks")
    return Patch(base, checksum, read_hunks(reader, count))


_READERS = {
    NUMBER: _read_number,
    TEXT: Reader.text,
    DAY: _read_day,
    REFERENCE: _read_reference,
    BYTES: lambda reader: reader.counted(limits.TEXT_BYTES, "bytes"),
    GROUP: _read_group,
    DELETED: read_vector,
    PROSE: _read_prose,
}


def write_dots(writer: Writer, dots: tuple[Dot, ...]) -> None:
    """A count and the dots."""
    writer.uvar(len(dots))
    for dot in dots:
        write_dot(writer, dot)


def write_dot(writer: Writer, dot: Dot) -> None:
    """One dot."""
    writer.u64(dot.replica)
    writer.uvar(dot.sequence)


def write_hunks(writer: Writer, hunks: tuple[Hunk, ...]) -> None:
    """The steps of a patch, without their count."""
    for hunk in hunks:
        writer.uvar(hunk.copied)
        writer.uvar(hunk.deleted)
        writer.counted(hunk.inserted)


def write_value(writer: Writer, value: Value) -> None:
    """One value."""
    tag, content = value
    writer.u8(tag)
    if tag == NUMBER:
        writer.svar(content.mantissa)
        writer.u8(content.scale)
    elif tag == TEXT:
        writer.text(content)
    elif tag == DAY:
        writer.svar(content)
    elif tag == REFERENCE:
        _write_reference(writer, content)
    elif tag == BYTES or tag > ABSENT:
        writer.counted(content)
    elif tag == GROUP:
        writer.uvar(len(content))
        for name, member in content:
            writer.text(name)
            write_value(writer, member)
    elif tag == DELETED:
        write_dots(writer, content)
    elif tag == PROSE:
        _write_prose(writer, content)


def _write_reference(writer: Writer, reference: Reference) -> None:
    """A record of a kind, in this space or another."""
    writer.text(reference.kind)
    writer.u64(reference.record)
    writer.u8(0 if reference.space is None else 1)
    writer.raw(reference.space or b"")


def _write_prose(writer: Writer, content: str | Patch) -> None:
    """A version of a long text."""
    if isinstance(content, str):
        writer.u8(0)
        writer.text(content)
        return
    writer.u8(1)
    write_dot(writer, content.base)
    writer.u32(content.checksum)
    writer.uvar(len(content.hunks))
    write_hunks(writer, content.hunks)


def encoded_value(value: Value) -> bytes:
    """The canonical bytes of a value."""
    writer = Writer()
    write_value(writer, value)
    return bytes(writer.data)
