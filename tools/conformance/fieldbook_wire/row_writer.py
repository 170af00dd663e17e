"""Writes a block of rows: one run of changes, in the plainest of the allowed forms."""

from .blocks import close_block
from .changes import write_extensions
from .hashes import PREFIX_BYTES
from .model import (
    ABSENT, BYTES, DAY, DELETED, FALSE, GROUP, NULL, NUMBER, PROSE, REFERENCE, TEXT, TRUE, Base,
    Change, Dot, Patch, Value, Write,
)
from .names import NUMBERS, TABLE
from .row_reader import (
    ANOTHER_ROW, AUTHOR, BASE_COUNTER, BASE_LATER, COUNT_FOLLOWS, COUNTER, COUNTER_BITS,
    DAY_MILLISECONDS, DEPENDENCIES, EXTENSIONS, FULL_BASE, INTENT, LAST_WRITE, NOTE, SHORT_BASE,
    WRITE_COUNT,
)
from .row_values import LONG, PROSE_PATCH, PROSE_WHOLE, UNKNOWN
from .tables import Numbers, RecordKey
from .values import write_hunks
from .writer import Writer


def write_run(changes: list[Change], prefix: bytes, known: Numbers) -> tuple[bytes, Numbers]:
    """The block of one run, and the replicas and records that it names in full, by place from 0."""
    run = _RowWriter(known)
    run.run(changes, prefix)
    return close_block(bytes(run.writer.data)), run.introduced


class _RowWriter:
    """Writes rows with the tables of one block."""

    def __init__(self, known: Numbers) -> None:
        """Begins with empty tables."""
        self.writer = Writer()
        self.replica_numbers = {replica: number for number, replica in known.replicas.items()}
        self.record_numbers = {record: number for number, record in known.records.items()}
        self.introduced = Numbers()
        self.replicas: dict[int, int] = {}
        self.records: dict[RecordKey, int] = {}
        self.actors: dict[str, int] = {}
        self.names: dict[str, int] = {}
        self.day = 0

    def run(self, changes: list[Change], prefix: bytes) -> None:
        """A run of changes behind the chain state with this prefix."""
        first = changes[0]
        self._replica(first.dot.replica)
        self.writer.raw(prefix[:PREFIX_BYTES])
        self.writer.uvar(first.dot.sequence)
        self._actor(first.actor)
        self.writer.svar(first.clock_offset)
        before = None
        for change in changes:
            self._row(change, before, change is not changes[-1])
            before = change

    def _replica(self, replica: int) -> None:
        """A replicaref."""
        if replica in self.replicas:
            self.writer.uvar(self.replicas[replica] << 1 | 1)
            return
        self.replicas[replica] = len(self.replicas)
        number = self.replica_numbers.get(replica)
        if number is None:
            self.introduced.replicas[len(self.introduced.replicas)] = replica
            self.writer.uvar(2)
            self.writer.u64(replica)
        else:
            self.writer.uvar(number << 2)

    def _record(self, record: RecordKey) -> None:
        """A recordref."""
        if record in self.records:
            self.writer.uvar(self.records[record] << 1 | 1)
            return
        self.records[record] = len(self.records)
        number = self.record_numbers.get(record)
        if number is None:
            self.introduced.records[len(self.introduced.records)] = record
            self.writer.uvar(2)
            self.writer.u64(record[1])
            self._name(record[0])
        else:
            self.writer.uvar(number << 2)

    def _actor(self, actor: str) -> None:
        """An actorref."""
        if actor in self.actors:
            self.writer.uvar(self.actors[actor] << 1 | 1)
            return
        self.actors[actor] = len(self.actors)
        encoded = actor.encode("utf-8")
        self.writer.uvar(len(encoded) << 1)
        self.writer.raw(encoded)

    def _name(self, name: str) -> None:
        """A nameref."""
        if name in NUMBERS:
            self.writer.uvar(NUMBERS[name])
        elif name in self.names:
            self.writer.uvar(len(TABLE) + 1 + self.names[name])
        else:
            self.names[name] = len(self.names)
            self.writer.uvar(0)
            self.writer.text(name)

    def _row(self, change: Change, before: Change | None, goes_on: bool) -> None:
        """One change, told by the one before it."""
        writer = self.writer
        author = (change.actor, change.clock_offset)
        milliseconds, counter = divmod(change.time, 1 << COUNTER_BITS)
        self.day = milliseconds // DAY_MILLISECONDS
        is_other_author = before is not None and author != (before.actor, before.clock_offset)
        parts = [
            (NOTE, change.note is not None), (DEPENDENCIES, change.dependencies),
            (EXTENSIONS, change.extensions), (COUNTER, counter), (INTENT, change.intent),
            (AUTHOR, is_other_author), (ANOTHER_ROW, goes_on),
            (WRITE_COUNT, len(change.writes) != 1),
        ]
        flags = sum(bit for bit, holds in parts if holds)
        writer.u8(flags)
        if before is None:
            writer.uvar(milliseconds)
        else:
            writer.svar(milliseconds - (before.time >> COUNTER_BITS))
        if flags & COUNTER:
            writer.uvar(counter)
        if flags & INTENT:
            writer.u8(change.intent)
        if flags & AUTHOR:
            self._actor(change.actor)
            writer.svar(change.clock_offset)
        if change.note is not None:
            writer.text(change.note)
        if flags & DEPENDENCIES:
            self._dots(change.dependencies)
        if flags & EXTENSIONS:
            write_extensions(writer, change.extensions)
        if flags & WRITE_COUNT:
            writer.uvar(len(change.writes))
        for write in change.writes:
            self._write(write, change)

    def _dots(self, dots: tuple[Dot, ...]) -> None:
        """A count and the dots."""
        self.writer.uvar(len(dots))
        self._dots_alone(dots)

    def _dots_alone(self, dots: tuple[Dot, ...]) -> None:
        """The dots, without their count."""
        for dot in dots:
            self._replica(dot.replica)
            self.writer.uvar(dot.sequence)

    def _write(self, write: Write, change: Change) -> None:
        """One cell that the change writes."""
        self._record((write.key.kind, write.key.record))
        self._name(write.key.field)
        count = len(write.supersedes)
        flags = count if count < LAST_WRITE else COUNT_FOLLOWS
        base = write.base
        is_short = base is not None and write.supersedes == (base.dot,)
        if base is not None:
            distance = (change.time >> COUNTER_BITS) - (base.time >> COUNTER_BITS)
            flags |= SHORT_BASE if is_short else FULL_BASE
            flags |= BASE_COUNTER if base.time % (1 << COUNTER_BITS) else 0
            flags |= BASE_LATER if distance < 0 else 0
        self.writer.u8(flags)
        if flags & COUNT_FOLLOWS == COUNT_FOLLOWS:
            self.writer.uvar(count)
        for dot in write.supersedes:
            self._shown(dot, change)
        self._value(write.value, write.supersedes)
        if base is not None:
            self._base(base, abs(distance), is_short)

    def _shown(self, dot: Dot, change: Change) -> None:
        """A superseded dot; one of the own replica is told by the distance."""
        self._replica(dot.replica)
        if dot.replica == change.dot.replica:
            self.writer.svar(change.dot.sequence - dot.sequence)
        else:
            self.writer.uvar(dot.sequence)

    def _base(self, base: Base, distance: int, is_short: bool) -> None:
        """What stood before."""
        if not is_short:
            self._replica(base.dot.replica)
            self.writer.uvar(base.dot.sequence)
        self.writer.uvar(distance)
        if base.time % (1 << COUNTER_BITS):
            self.writer.uvar(base.time % (1 << COUNTER_BITS))
        self._value(base.value, ())

    def _head(self, form: int, count: int) -> None:
        """A head with a count, which follows where it is too large."""
        self.writer.u8(min(count, LONG) << 4 | form)
        if count >= LONG:
            self.writer.uvar(count)

    def _counted(self, form: int, data: bytes) -> None:
        """A head with a length, and the bytes."""
        self._head(form, len(data))
        self.writer.raw(data)

    def _value(self, value: Value, supersedes: tuple[Dot, ...]) -> None:
        """A head and what belongs to it."""
        tag, content = value
        if tag in (NULL, FALSE, TRUE, ABSENT):
            self.writer.u8(tag)
        elif tag == NUMBER:
            self.writer.u8(content.scale << 4 | NUMBER)
            self.writer.svar(content.mantissa)
        elif tag in (TEXT, BYTES):
            self._counted(tag, content.encode("utf-8") if tag == TEXT else content)
        elif tag == DAY:
            self.writer.u8(DAY)
            self.writer.svar(content - self.day)
        elif tag == REFERENCE:
            self._reference(value)
        elif tag == GROUP:
            self._head(GROUP, len(content))
            for name, member in content:
                self._name(name)
                self._value(member, ())
        elif tag == DELETED:
            self._head(DELETED, len(content))
            self._dots_alone(content)
        elif tag == PROSE:
            self._prose(content, supersedes)
        else:
            self.writer.u8(UNKNOWN)
            self.writer.u8(tag)
            self.writer.counted(content)

    def _reference(self, value: Value) -> None:
        """A record, by its place where it has one."""
        kind, record, space = value.content
        place = self.records.get((kind, record))
        small = (0 if space is None else 1) | (0 if place is None else 2)
        self.writer.u8(small << 4 | REFERENCE)
        if place is None:
            self._name(kind)
            self.writer.u64(record)
        else:
            self.writer.uvar(place)
        self.writer.raw(space or b"")

    def _prose(self, content: str | Patch, supersedes: tuple[Dot, ...]) -> None:
        """A version of a long text."""
        if isinstance(content, str):
            self._counted(PROSE_WHOLE, content.encode("utf-8"))
            return
        self._head(PROSE_PATCH, len(content.hunks))
        if len(supersedes) != 1:
            self.writer.uvar(supersedes.index(content.base))
        self.writer.u32(content.checksum)
        write_hunks(self.writer, content.hunks)
