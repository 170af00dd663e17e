"""The tables that grow while a block is read or written."""

from dataclasses import dataclass, field

from . import limits
from .errors import WireError
from .names import TABLE
from .reader import Reader

RecordKey = tuple[str, int]


@dataclass
class Numbers:
    """What the two sides of a conversation call replicas and records of one space by number."""

    replicas: dict[int, int] = field(default_factory=dict)
    records: dict[int, RecordKey] = field(default_factory=dict)


class BlockTables:
    """Reads replicas, records, actors and names of one block by place, by number or in full.

    The attribute `announced` gathers the numbers whose ids the block spells.
    """

    def __init__(self, reader: Reader, known: Numbers) -> None:
        """Begins with empty tables."""
        self.reader = reader
        self.known = known
        self.announced = Numbers()
        self.replicas: list[int] = []
        self.records: list[RecordKey] = []
        self.actors: list[str] = []
        self.names: list[str] = []

    def _place(self, table: list, place: int, what: str):
        """The entry of a table at a place."""
        if place >= len(table):
            raise WireError("unknownName", f"{what} place {place}")
        return table[place]

    def _append(self, table: list, entry, limit: int, what: str):
        """The entry, now at the next place of the table."""
        if len(table) >= limit:
            raise WireError("tooLarge", f"{what} of a block")
        table.append(entry)
        return entry

    def _known(self, numbers: dict, number: int, what: str):
        """What a number stands for in this conversation or since the beginning of this block."""
        if number not in numbers:
            raise WireError("unknownName", f"{what} {number}")
        return numbers[number]

    def replica(self) -> int:
        """A replicaref."""
        code = self.reader.uvar()
        if code & 1:
            return self._place(self.replicas, code >> 1, "replica")
        number = code >> 2
        if code & 2:
            replica = self.reader.u64()
            if number:
                self.announced.replicas[number] = replica
        else:
            replica = self._known(self.known.replicas, number, "replica")
        return self._append(self.replicas, replica, limits.REPLICAS, "replicas")

    def record(self) -> RecordKey:
        """A recordref: kind and id."""
        code = self.reader.uvar()
        if code & 1:
            return self._place(self.records, code >> 1, "record")
        number = code >> 2
        if code & 2:
            record = self.reader.record()
            key = (self.name("kind"), record)
            if number:
                self.announced.records[number] = key
        else:
            key = self._known(self.known.records, number, "record")
        return self._append(self.records, key, limits.ENTRIES_PER_BLOCK, "records")

    def record_at(self, place: int) -> RecordKey:
        """The record at a place of the table."""
        return self._place(self.records, place, "record")

    def actor(self) -> str:
        """An actorref."""
        code = self.reader.uvar()
        if code & 1:
            return self._place(self.actors, code >> 1, "actor")
        length = code >> 1
        if length > limits.NAME_BYTES:
            raise WireError("tooLarge", "actor")
        return self._append(
            self.actors, self.reader.utf8(length), limits.ENTRIES_PER_BLOCK, "actors"
        )

    def name(self, what: str) -> str:
        """A nameref."""
        number = self.reader.uvar()
        if number == 0:
            return self._append(
                self.names, self.reader.name(what), limits.ENTRIES_PER_BLOCK, "names"
            )
        if number <= len(TABLE):
            return TABLE[number - 1]
        return self._place(self.names, number - len(TABLE) - 1, "name")
