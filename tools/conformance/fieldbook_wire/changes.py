"""Changes in canonical form."""

from . import limits
from .checks import check_change, check_extension, check_patch_base, is_base_tag, refuse_unless
from .errors import WireError
from .model import Base, CellKey, Change, Write
from .reader import Reader
from .values import read_dot, read_dots, read_value, read_vector, write_dot, write_dots, write_value
from .writer import Writer

FORM_VERSION = 1


def decode_change(data: bytes) -> Change:
    """The change that the canonical bytes say, all of them."""
    if len(data) > limits.CHANGE_BYTES:
        raise WireError("tooLarge", "change")
    reader = Reader(data)
    version = reader.u8()
    if version != FORM_VERSION:
        raise WireError("unsupportedVersion", f"form {version} of a change")
    dot = read_dot(reader)
    dependencies = read_vector(reader, "dependencies")
    time = reader.uvar()
    actor = reader.text(limits.NAME_BYTES, "actor")
    clock_offset = reader.svar()
    intent = reader.u8()
    note = reader.text() if reader.flag("note") else None
    writes: list[Write] = []
    for _ in range(reader.bounded(limits.WRITES_PER_CHANGE, "writes")):
        writes.append(_read_write(reader))
        refuse_unless(len(writes) < 2 or writes[-2].key < writes[-1].key, "order of writes")
    extensions = read_extensions(reader)
    reader.end()
    change = Change(
        dot, dependencies, time, actor, clock_offset, tuple(writes), intent, note, extensions
    )
    check_change(change)
    return change


def _read_write(reader: Reader) -> Write:
    """One cell that the change writes."""
    kind = reader.name("kind")
    record = reader.record()
    key = CellKey(kind, record, reader.name("field"))
    supersedes = read_dots(reader, limits.DOTS_PER_CELL, "superseded dots")
    value = read_value(reader, lambda tag: True)
    check_patch_base(value, supersedes)
    return Write(key, supersedes, value, read_base(reader))


def read_base(reader: Reader) -> Base | None:
    """What stood before an edit, if anything is said of it."""
    if not reader.flag("base"):
        return None
    dot, time = read_dot(reader), reader.uvar()
    return Base(dot, time, read_value(reader, is_base_tag))


def read_extensions(reader: Reader) -> tuple[tuple[int, bytes], ...]:
    """Additions of newer programs, strictly ascending by key."""
    extensions: list[tuple[int, bytes]] = []
    for _ in range(reader.bounded(limits.EXTENSIONS, "extensions")):
        key = reader.number("extension key")
        refuse_unless(not extensions or extensions[-1][0] < key, "order of extensions")
        extensions.append((key, reader.counted(limits.TEXT_BYTES, "extension")))
        check_extension(*extensions[-1])
    return tuple(extensions)


def encode_change(change: Change) -> bytes:
    """The canonical bytes of a change."""
    writer = Writer()
    writer.u8(FORM_VERSION)
    write_dot(writer, change.dot)
    write_dots(writer, change.dependencies)
    writer.uvar(change.time)
    writer.text(change.actor)
    writer.svar(change.clock_offset)
    writer.u8(change.intent)
    writer.u8(0 if change.note is None else 1)
    if change.note is not None:
        writer.text(change.note)
    writer.uvar(len(change.writes))
    for write in change.writes:
        writer.text(write.key.kind)
        writer.u64(write.key.record)
        writer.text(write.key.field)
        write_dots(writer, write.supersedes)
        write_value(writer, write.value)
        write_base(writer, write.base)
    write_extensions(writer, change.extensions)
    return bytes(writer.data)


def write_base(writer: Writer, base: Base | None) -> None:
    """A flag, and what stood before an edit."""
    writer.u8(0 if base is None else 1)
    if base is not None:
        write_dot(writer, base.dot)
        writer.uvar(base.time)
        write_value(writer, base.value)


def write_extensions(writer: Writer, extensions: tuple[tuple[int, bytes], ...]) -> None:
    """A count and the additions of newer programs."""
    writer.uvar(len(extensions))
    for key, payload in extensions:
        writer.uvar(key)
        writer.counted(payload)

