"""Reads a block of rows: runs of changes."""

from dataclasses import dataclass

from . import limits
from .blocks import open_block
from .changes import read_extensions
from .checks import (
    check_ascending, check_change, check_vector, hunk_count, is_base_tag, refuse_unless,
)
from .errors import WireError
from .hashes import PREFIX_BYTES
from .model import ABSENT, Base, CellKey, Change, Dot, Value, Write
from .reader import Reader
from .row_values import RowValues
from .tables import BlockTables, Numbers

NOTE, DEPENDENCIES, EXTENSIONS, COUNTER, INTENT, AUTHOR, ANOTHER_ROW, WRITE_COUNT = (
    1 << bit for bit in range(8)
)
COUNT_MASK, LAST_WRITE, COUNT_FOLLOWS = 7, 6, 7
SHORT_BASE, FULL_BASE, BASE_COUNTER, BASE_LATER, KNOWN_BASE = (1 << bit for bit in range(3, 8))

COUNTER_BITS = 16
MOST_MILLISECONDS = (1 << 48) - 1
DAY_MILLISECONDS = 86_400_000


@dataclass
class Run:
    """Consecutive changes of one replica, and the prefix of the chain before them."""

    replica: int
    prefix: bytes
    changes: list[Change]


@dataclass
class Batch:
    """The runs of a block, and the numbers that it announces."""

    runs: list[Run]
    announced: Numbers

    @property
    def changes(self) -> list[Change]:
        """All changes, in order."""
        return [change for run in self.runs for change in run.changes]


@dataclass
class _Author:
    """What rows leave out as long as it stays the same."""

    actor: str
    clock_offset: int
    milliseconds: int | None = None


def read_rows(block: bytes, known: Numbers) -> Batch:
    """The changes of a block of rows."""
    return _RowReader(Reader(open_block(block)), known).batch()


class _RowReader:
    """Reads rows with the tables of one block."""

    def __init__(self, reader: Reader, known: Numbers) -> None:
        """Begins at the first run."""
        self.reader = reader
        self.tables = BlockTables(reader, known)
        self.values = RowValues(self.tables)
        self.last_writes: dict[CellKey, tuple[Base, Base | None]] = {}
        self.change_count = self.write_count = self.hunk_count = 0

    def batch(self) -> Batch:
        """All runs to the end of the block."""
        runs = []
        while not self.reader.is_at_end:
            runs.append(self._run())
        return Batch(runs, self.tables.announced)

    def _run(self) -> Run:
        """One run."""
        replica = self.tables.replica()
        prefix = self.reader.take(PREFIX_BYTES)
        sequence = self.reader.sequence()
        author = _Author(self.tables.actor(), self.reader.svar())
        run = Run(replica, prefix, [])
        goes_on = True
        while goes_on:
            if sequence > limits.NUMBER:
                raise WireError("tooLarge", "sequence")
            change, goes_on = self._row(Dot(replica, sequence), author)
            run.changes.append(change)
            sequence += 1
        return run

    def _time(self, author: _Author, flags: int) -> int:
        """The time of a row, told by the row before it."""
        if author.milliseconds is None:
            author.milliseconds = self.reader.uvar()
        else:
            author.milliseconds += self.reader.svar()
        refuse_unless(0 <= author.milliseconds <= MOST_MILLISECONDS, "time")
        return author.milliseconds << COUNTER_BITS | (self._counter() if flags & COUNTER else 0)

    def _counter(self) -> int:
        """The counter of a time."""
        return self.reader.bounded((1 << COUNTER_BITS) - 1, "counter")

    def _row(self, dot: Dot, author: _Author) -> tuple[Change, bool]:
        """One change, and whether another one of the run follows."""
        reader = self.reader
        flags = reader.u8()
        time = self._time(author, flags)
        self.values.first_day = author.milliseconds // DAY_MILLISECONDS
        intent = reader.u8() if flags & INTENT else 0
        if flags & AUTHOR:
            author.actor, author.clock_offset = self.tables.actor(), reader.svar()
        note = reader.text() if flags & NOTE else None
        dependencies = self._dependencies() if flags & DEPENDENCIES else ()
        extensions = read_extensions(reader) if flags & EXTENSIONS else ()
        count = reader.bounded(limits.WRITES_PER_CHANGE, "writes") if flags & WRITE_COUNT else 1
        self._count(count)
        writes: list[Write] = []
        for _ in range(count):
            writes.append(self._write(dot, time))
            refuse_unless(len(writes) < 2 or writes[-2].key < writes[-1].key, "order of writes")
        change = Change(
            dot, dependencies, time, author.actor, author.clock_offset, tuple(writes), intent, note,
            extensions,
        )
        check_change(change)
        self._count_hunks(change)
        self._remember(change)
        return change, bool(flags & ANOTHER_ROW)

    def _count(self, writes: int) -> None:
        """Makes sure that the block does not hold too much."""
        self.change_count += 1
        self.write_count += writes
        if self.change_count > limits.CHANGES_PER_BLOCK:
            raise WireError("tooLarge", "changes of a block")
        if self.write_count > limits.WRITES_PER_BLOCK:
            raise WireError("tooLarge", "writes of a block")

    def _count_hunks(self, change: Change) -> None:
        """Makes sure that the patches of the block are not too many."""
        self.hunk_count += hunk_count(change)
        if self.hunk_count > limits.HUNKS_PER_BLOCK:
            raise WireError("tooLarge", "hunks of a block")

    def _remember(self, change: Change) -> None:
        """Keeps the change's writes, since later ones may name them as their base."""
        for write in change.writes:
            self.last_writes[write.key] = (Base(change.dot, change.time, write.value), write.base)

    def _dependencies(self) -> tuple[Dot, ...]:
        """The dependencies of a row."""
        count = self.reader.bounded(limits.REPLICAS, "dependencies")
        dots = tuple(Dot(self.tables.replica(), self.reader.sequence()) for _ in range(count))
        check_vector(dots, "dependencies")
        return dots

    def _write(self, dot: Dot, time: int) -> Write:
        """One cell that a change writes."""
        kind, record = self.tables.record()
        key = CellKey(kind, record, self.tables.name("field"))
        flags = self.reader.u8()
        forms = flags & (SHORT_BASE | FULL_BASE)
        refuse_unless(forms != SHORT_BASE | FULL_BASE, "write")
        refuse_unless(forms or not flags & (BASE_COUNTER | BASE_LATER | KNOWN_BASE), "write")
        last = self.last_writes.get(key)
        if flags & COUNT_MASK == LAST_WRITE:
            refuse_unless(last is not None, "dots")
            supersedes = (last[0].dot,)
        else:
            supersedes = self._superseded(flags & COUNT_MASK, dot)
        value = self.values.compared_value(
            last[0].value if last else None, lambda tag: True, supersedes
        )
        return Write(key, supersedes, value, self._base_of(key, flags, time, supersedes, value))

    def _superseded(self, count: int, dot: Dot) -> tuple[Dot, ...]:
        """The superseded dots, whose number may follow."""
        if count == COUNT_FOLLOWS:
            count = self.reader.bounded(limits.DOTS_PER_CELL, "superseded dots")
        supersedes = tuple(self._shown(dot) for _ in range(count))
        check_ascending(supersedes, "dots")
        return supersedes

    def _base_of(
        self, key: CellKey, flags: int, time: int, supersedes: tuple[Dot, ...], value: Value
    ) -> Base | None:
        """What stood before, in one of the forms that the flags name."""
        if flags & KNOWN_BASE:
            return self._known_base(key, flags, supersedes)
        if flags & (SHORT_BASE | FULL_BASE):
            return self._base(flags, time, supersedes, value)
        return None

    def _known_base(self, key: CellKey, flags: int, supersedes: tuple[Dot, ...]) -> Base | None:
        """The last write of the cell in this block, or the base that it had."""
        refuse_unless(not flags & (BASE_COUNTER | BASE_LATER), "base")
        refuse_unless(key in self.last_writes, "base")
        last, base_of_last = self.last_writes[key]
        refuse_unless(supersedes == (last.dot,), "base")
        return last if flags & SHORT_BASE else base_of_last

    def _shown(self, dot: Dot) -> Dot:
        """A superseded dot; one of the own replica is told by the distance."""
        replica = self.tables.replica()
        if replica != dot.replica:
            return Dot(replica, self.reader.sequence())
        sequence = dot.sequence - self.reader.svar()
        refuse_unless(sequence > 0, "sequence")
        if sequence > limits.NUMBER:
            raise WireError("tooLarge", "sequence")
        return Dot(replica, sequence)

    def _base(self, flags: int, time: int, supersedes: tuple[Dot, ...], value: Value) -> Base:
        """What stood before, told by the change's time and its value."""
        if flags & FULL_BASE:
            base_dot = Dot(self.tables.replica(), self.reader.sequence())
        else:
            refuse_unless(len(supersedes) == 1, "base")
            base_dot = supersedes[0]
        distance = self.reader.uvar()
        milliseconds = (time >> COUNTER_BITS) + (distance if flags & BASE_LATER else -distance)
        refuse_unless(0 <= milliseconds <= MOST_MILLISECONDS, "time")
        counter = self._counter() if flags & BASE_COUNTER else 0
        refuse_unless(value.tag != ABSENT, "base")
        return Base(
            base_dot, milliseconds << COUNTER_BITS | counter, self.values.compared_value(value, is_base_tag)
        )
