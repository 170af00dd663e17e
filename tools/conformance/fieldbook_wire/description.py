"""What decoded things mean, in the words of the text files beside the vectors."""

from datetime import date, timedelta

from .checks import origin
from .columns import Part
from .model import (
    ABSENT, BYTES, DAY, DELETED, FALSE, GROUP, NULL, NUMBER, ORIGIN_EXTENSION, PROSE, REFERENCE,
    TEXT, TRUE, Base, Cell, Change, Dot, Number, Patch, Reference, Sibling, Value,
)
from .row_reader import COUNTER_BITS, Batch
from .tables import RecordKey

_WORDS = {NULL: "null", FALSE: "false", TRUE: "true", ABSENT: "absent"}


def dot_text(dot: Dot) -> str:
    """A dot as people read it."""
    return f"{dot.replica:016x}:{dot.sequence}"


def dots_text(dots: tuple[Dot, ...]) -> str:
    """Dots in a row."""
    return " ".join(map(dot_text, dots))


def time_text(time: int) -> str:
    """Milliseconds and counter of a time."""
    return f"{time >> COUNTER_BITS}+{time % (1 << COUNTER_BITS)}"


def record_text(key: RecordKey) -> str:
    """Kind and id of a record."""
    return f"{key[0]}/{key[1]:016x}"


def value_text(value: Value) -> str:
    """A value in one line, but for line feeds in its texts."""
    tag, content = value
    if tag in _WORDS:
        return _WORDS[tag]
    if tag == NUMBER:
        return f"number {number_text(content)}"
    if tag == TEXT:
        return f'text "{content}"'
    if tag == DAY:
        return f"day {date(1970, 1, 1) + timedelta(days=content)}"
    if tag == REFERENCE:
        return _reference_text(content)
    if tag == BYTES:
        return f"bytes {content.hex()}"
    if tag == GROUP:
        members = ", ".join(f"{name}: {value_text(member)}" for name, member in content)
        return f"group {{ {members} }}"
    if tag == DELETED:
        return f"deleted, shown {dots_text(content)}"
    if tag == PROSE:
        return _prose_text(content)
    return f"unknown {tag} {content.hex()}"


def number_text(number: Number) -> str:
    """A decimal number in digits."""
    if number.scale == 0:
        return str(number.mantissa)
    digits = str(abs(number.mantissa)).zfill(number.scale + 1)
    sign = "-" if number.mantissa < 0 else ""
    return f"{sign}{digits[:-number.scale]}.{digits[-number.scale:]}"


def _reference_text(reference: Reference) -> str:
    """A record of a kind, in this space or another."""
    where = "" if reference.space is None else f"@{reference.space.hex()}"
    return f"reference {record_text((reference.kind, reference.record))}{where}"


def _prose_text(content: str | Patch) -> str:
    """A version of a long text."""
    if isinstance(content, str):
        return f'text version "{content}"'
    hunks = (
        f", keep {hunk.copied} delete {hunk.deleted} insert {hunk.inserted.hex()}"
        for hunk in content.hunks
    )
    return f"patch of {dot_text(content.base)}, checksum {content.checksum}{''.join(hunks)}"


def base_line(base: Base) -> str:
    """What stood before an edit."""
    return f"base {dot_text(base.dot)} at {time_text(base.time)} {value_text(base.value)}"


def change_lines(change: Change) -> list[str]:
    """All that a change says."""
    lines = [f"change {dot_text(change.dot)}"]
    if change.dependencies:
        lines.append(f"  depends on {dots_text(change.dependencies)}")
    lines += [
        f"  time {time_text(change.time)}", f"  actor {change.actor}",
        f"  clock offset {change.clock_offset} ms", f"  intent {change.intent}",
    ]
    if change.note is not None:
        lines.append(f'  note "{change.note}"')
    first = origin(change)
    if first:
        lines.append(f"  origin {dot_text(first.dot)} at {time_text(first.time)} by {first.actor}")
        lines.append(f"  origin's hash {first.hash.hex()}")
    for write in change.writes:
        lines.append(f"  write {record_text(write.key[:2])} {write.key.field}")
        if write.supersedes:
            lines.append(f"    supersedes {dots_text(write.supersedes)}")
        lines.append(f"    value {value_text(write.value)}")
        if write.base:
            lines.append(f"    {base_line(write.base)}")
    for key, payload in change.extensions:
        if key != ORIGIN_EXTENSION:
            lines.append(f"  extension {key} {payload.hex()}")
    return lines


def cell_lines(cell: Cell) -> list[str]:
    """All siblings and past versions of a cell."""
    lines = []
    for word, siblings in (("sibling", cell.siblings), ("past", cell.past)):
        for sibling in siblings:
            lines += _sibling_lines(word, sibling)
    return lines


def _sibling_lines(word: str, sibling: Sibling) -> list[str]:
    """A sibling, its base and what it superseded."""
    lines = [f"{word} {dot_text(sibling.dot)} {value_text(sibling.value)}"]
    if sibling.base:
        lines.append(base_line(sibling.base))
    if sibling.superseded:
        lines.append(f"superseded {dots_text(sibling.superseded)}")
    return lines


def batch_lines(batch: Batch) -> list[str]:
    """All changes of a block of rows."""
    lines = []
    for run in batch.runs:
        lines.append(f"run of {run.replica:016x} after {run.prefix.hex()}")
        lines += [f"  {line}" for change in run.changes for line in change_lines(change)]
    return lines


def part_lines(part: Part) -> list[str]:
    """All that a part of a snapshot says."""
    lines = []
    for head in part.heads:
        lines += [
            f"head of {head.replica:016x}, number {head.number}", f"  sequence {head.sequence}",
            f"  chain {head.state.hex()}", f"  clock {dots_text(head.clock)}",
        ]
    for dot, stamp in part.stamps.items():
        by = f"by {stamp.actor}, offset {stamp.clock_offset} ms"
        lines.append(f"stamp {dot_text(dot)} at {time_text(stamp.time)} {by}")
    lines += [f"clock {dot_text(dot)}: {dots_text(clock)}" for dot, clock in part.clocks.items()]
    for ordinal, key in part.ordinals.items():
        lines.append(f"record {ordinal} {record_text(key)}")
        for name, cell in part.records[key].items():
            lines.append(f"  {name}")
            lines += [f"    {line}" for line in cell_lines(cell)]
    lines += [f"chain {dot_text(dot)}: {prefix.hex()}" for dot, prefix in part.spines.items()]
    for (first, change_hash), again in part.rewritings.items():
        lines.append(f"{dot_text(again)} is {dot_text(first)} {change_hash.hex()} again")
    return lines
