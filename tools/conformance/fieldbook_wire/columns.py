"""Reads a block of columns: a part of a snapshot."""

from dataclasses import dataclass
from itertools import accumulate

from . import limits
from .blocks import open_block
from .checks import (
    check_ascending, check_day, check_patch_base, check_vector, is_base_tag, refuse_unless,
)
from .errors import WireError
from .model import ABSENT, DAY, PROSE, TEXT, Base, Cell, Dot, Sibling, Value
from .reader import Reader
from .row_reader import COUNTER_BITS, MOST_MILLISECONDS
from .row_values import RowValues
from .state_form import check_past
from .tables import BlockTables, Numbers, RecordKey

FIRST_OF_2026 = 20_454
ROW_VALUES, TEXTS, DAYS = range(3)


@dataclass(frozen=True)
class Head:
    """How far an author's changes are in a snapshot."""

    replica: int
    number: int
    sequence: int
    state: bytes
    clock: tuple[Dot, ...]


@dataclass(frozen=True)
class Stamp:
    """When and by whom a live change was written."""

    time: int
    actor: str
    clock_offset: int


@dataclass
class Part:
    """A part of a snapshot: heads in the first one, stamps, clocks, ordinals and cells."""

    heads: list[Head]
    stamps: dict[Dot, Stamp]
    clocks: dict[Dot, tuple[Dot, ...]]
    ordinals: dict[int, RecordKey]
    records: dict[RecordKey, dict[str, Cell]]
    spines: dict[Dot, bytes]
    rewritings: dict[tuple[Dot, bytes], Dot]


@dataclass
class _Keys:
    """The records of one kind in a part, with the place of the dot that wrote most of each."""

    records: list[RecordKey]
    main_places: list[int]


def read_columns(block: bytes) -> Part:
    """The part of a snapshot that a block holds."""
    return _ColumnReader(Reader(open_block(block))).part()


class _ColumnReader:
    """Reads columns with the tables of one block."""

    def __init__(self, reader: Reader) -> None:
        """Begins at the heads."""
        self.reader = reader
        self.tables = BlockTables(reader, Numbers())
        self.values = RowValues(self.tables)
        self.values.first_day = FIRST_OF_2026
        self.dots: list[Dot] = []

    def part(self) -> Part:
        """The whole part."""
        heads = [self._head() for _ in range(self._count(limits.REPLICAS, "heads"))]
        self._read_dots()
        stamps = self._stamps()
        clocks = dict(
            (self._dot_at(self.reader.uvar()), self._vector())
            for _ in range(self._count(limits.ENTRIES_PER_BLOCK, "clocks"))
        )
        part = Part(heads, stamps, clocks, {}, {}, {}, {})
        kinds = [self._keys(part) for _ in range(self._count(limits.ENTRIES_PER_BLOCK, "kinds"))]
        check_ascending((keys.records[0][0] for keys in kinds if keys.records), "kinds")
        for keys in kinds:
            self._fields(keys, part)
        for _ in range(self._count(limits.ENTRIES_PER_BLOCK, "spines")):
            part.spines.update(self._spine())
        for _ in range(self._count(limits.ENTRIES_PER_BLOCK, "rewritings")):
            first = Dot(self.tables.replica(), self.reader.sequence())
            change_hash = self.reader.take(32)
            again = Dot(self.tables.replica(), self.reader.sequence())
            part.rewritings[first, change_hash] = again
        self.reader.end()
        return part

    def _count(self, limit: int, what: str) -> int:
        """A count that a limit bounds."""
        return self.reader.bounded(limit, what)

    def _vector(self) -> tuple[Dot, ...]:
        """A vector, by replicarefs."""
        count = self._count(limits.REPLICAS, "counts")
        dots = tuple(Dot(self.tables.replica(), self.reader.sequence()) for _ in range(count))
        check_vector(dots, "counts")
        return dots

    def _head(self) -> Head:
        """How far one author's changes are."""
        replica, number = self.tables.replica(), self.reader.number("number")
        sequence, state = self.reader.number("sequence"), self.reader.take(32)
        return Head(replica, number, sequence, state, self._vector())

    def _spine(self) -> dict[Dot, bytes]:
        """The first bytes of the chain's states after consecutive changes of an author."""
        replica, first = self.tables.replica(), self.reader.sequence()
        count = self._count(limits.ENTRIES_PER_BLOCK, "chain states")
        refuse_unless(count > 0, "chain states")
        return {Dot(replica, first + place): self.reader.take(8) for place in range(count)}

    def _read_dots(self) -> None:
        """The dot table."""
        for _ in range(self._count(limits.REPLICAS, "replicas")):
            replica = self.tables.replica()
            sequence = 0
            for _ in range(self._count(limits.ENTRIES_PER_BLOCK - len(self.dots), "dots")):
                difference = self.reader.number("difference")
                refuse_unless(difference > 0, "order of dots")
                sequence += difference
                self.dots.append(Dot(replica, sequence))
        check_ascending(self.dots, "dots")

    def _dot_at(self, place: int) -> Dot:
        """The dot at a place of the table."""
        if not 0 <= place < len(self.dots):
            raise WireError("unknownName", f"dot place {place}")
        return self.dots[place]

    def _places(self, count: int) -> list[int]:
        """Which of so many things are set, told by run lengths."""
        places, at, is_set = [], 0, True
        while at < count:
            length = self.reader.uvar()
            refuse_unless((length > 0 or at == 0 and is_set) and length <= count - at, "places")
            if is_set:
                places.extend(range(at, at + length))
            at += length
            is_set = not is_set
        return places

    def _runs(self, count: int, read_item) -> list:
        """So many items, told by run lengths."""
        items: list = []
        while len(items) < count:
            item = read_item()
            length = self.reader.uvar()
            refuse_unless(0 < length <= count - len(items), "run length")
            items.extend([item] * length)
        return items

    def _stamps(self) -> dict[Dot, Stamp]:
        """Times, actors and clock offsets of live changes."""
        places = self._places(len(self.dots))
        count = len(places)
        milliseconds = list(accumulate(self.reader.svar() for _ in range(count)))
        refuse_unless(all(0 <= each <= MOST_MILLISECONDS for each in milliseconds), "time")
        counters = self._runs(count, self.reader.uvar)
        refuse_unless(all(each < 1 << COUNTER_BITS for each in counters), "counter")
        actors = self._runs(count, self.tables.actor)
        offsets = self._runs(count, self.reader.svar)
        times = [high << COUNTER_BITS | low for high, low in zip(milliseconds, counters)]
        stamps = map(Stamp, times, actors, offsets)
        return dict(zip((self.dots[place] for place in places), stamps))

    def _keys(self, part: Part) -> _Keys:
        """The records of a kind."""
        kind = self.tables.name("kind")
        count = self._count(limits.ENTRIES_PER_BLOCK, "records")
        ordinals = list(accumulate(self.reader.number("ordinal") for _ in range(count)))
        check_ascending(ordinals, "ordinals")
        records = [(kind, self.reader.record()) for _ in range(count)]
        self.tables.records.extend(records)
        part.ordinals.update(zip(ordinals, records))
        part.records.update((record, {}) for record in records)
        return _Keys(records, [])

    def _fields(self, keys: _Keys, part: Part) -> None:
        """All columns of a kind."""
        keys.main_places = list(accumulate(self.reader.svar() for _ in keys.records))
        names: list[str] = []
        for _ in range(self._count(limits.ENTRIES_PER_BLOCK, "fields")):
            names.append(self.tables.name("field"))
            places = self._places(len(keys.records))
            for place, cell in zip(places, self._column(keys, places)):
                part.records[keys.records[place]][names[-1]] = cell
        check_ascending(names, "fields")

    def _column(self, keys: _Keys, places: list[int]) -> list[Cell]:
        """The cells of a field, in the order of the records that have it."""
        special = self._special(len(places))
        simple = [index for index in range(len(places)) if index not in special]
        dot_places = [keys.main_places[places[index]] for index in simple]
        self._move(dot_places)
        cells: list[Cell | None] = [special.get(index) for index in range(len(places))]
        for index, place, value in zip(simple, dot_places, self._column_values(len(simple))):
            cells[index] = Cell((Sibling(self._dot_at(place), value, None, ()),))
        return cells

    def _special(self, count: int) -> dict[int, Cell]:
        """The cells that stand whole, by their index in the column."""
        cells: dict[int, Cell] = {}
        index = -1
        for _ in range(self._count(count, "special cells")):
            index += 1 + self.reader.number("distance")
            refuse_unless(index < count, "distance")
            sizes = self._count(2 * limits.DOTS_PER_CELL + 1, "siblings")
            live = tuple(self._sibling() for _ in range(sizes >> 1))
            past_count = self._count(limits.VERSIONS_PER_CELL, "past versions") if sizes & 1 else 0
            cells[index] = Cell(live, tuple(self._sibling() for _ in range(past_count)))
            for siblings in cells[index]:
                check_ascending((sibling.dot for sibling in siblings), "dots")
            check_past(cells[index])
        return cells

    def _sibling(self) -> Sibling:
        """A sibling or past version in full."""
        head = self.reader.uvar()
        superseded: tuple[Dot, ...] = ()
        if head & 2:
            count = self._count(limits.DOTS_PER_CELL, "superseded dots")
            superseded = tuple(
                Dot(self.tables.replica(), self.reader.sequence()) for _ in range(count)
            )
            check_ascending(superseded, "dots")
        value = self.values.value(lambda tag: tag != ABSENT, superseded)
        refuse_unless((value.tag == PROSE) == bool(head & 2), "prose")
        check_patch_base(value, superseded)
        base = None
        if head & 1:
            dot, time = Dot(self.tables.replica(), self.reader.sequence()), self.reader.uvar()
            base = Base(dot, time, self.values.compared_value(value, is_base_tag))
            refuse_unless(is_base_tag(base.value.tag), "base")
        return Sibling(self._dot_at(head >> 2), value, base, superseded)

    def _move(self, dot_places: list[int]) -> None:
        """Moves the places of simple cells whose dot is not that of the record's main place."""
        index = -1
        for _ in range(self._count(len(dot_places), "moved cells")):
            index += 1 + self.reader.number("distance")
            refuse_unless(index < len(dot_places), "distance")
            dot_places[index] += self.reader.svar()

    def _column_values(self, count: int) -> list[Value]:
        """The values of simple cells."""
        values: list[Value] = []
        while len(values) < count:
            form, length = self.reader.u8(), self.reader.uvar()
            refuse_unless(form <= DAYS and 0 < length <= count - len(values), "values")
            values.extend(self._value_run(form, length))
        return values

    def _value_run(self, form: int, length: int) -> list[Value]:
        """So many values of one form."""
        if form == ROW_VALUES:
            is_simple = lambda tag: tag not in (ABSENT, PROSE)
            return [self.values.value(is_simple) for _ in range(length)]
        if form == TEXTS:
            sizes = [self._count(limits.TEXT_BYTES, "text") for _ in range(length)]
            return [Value(TEXT, self.reader.utf8(size)) for size in sizes]
        days = list(accumulate((self.reader.svar() for _ in range(length)), initial=FIRST_OF_2026))
        for day in days:
            check_day(day)
        return [Value(DAY, day) for day in days[1:]]
