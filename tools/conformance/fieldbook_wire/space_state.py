"""The state of one space at a replica: heads, chains and cells."""

from dataclasses import dataclass, field

from . import hashes
from .checks import origin
from .columns import Part
from .hashes import PREFIX_BYTES
from .merge import Cells, Vector, applied, covers, greatest, is_empty, joined
from .model import Cell, CellKey, Change, Dot
from .row_reader import Run
from .shown import Shown, Times, reading
from .tables import RecordKey


class Contradiction(Exception):
    """Changes that cannot be applied to what is held: gap, fork, invalid or missing."""


@dataclass(frozen=True)
class Head:
    """How far an author's changes are applied, and the clock of the last without the own count."""

    sequence: int
    state: bytes
    clock: Vector


@dataclass
class SpaceState:
    """All that a replica knows of a space's records."""

    space: bytes
    heads: dict[int, Head] = field(default_factory=dict)
    chains: dict[Dot, bytes] = field(default_factory=dict)
    times: Times = field(default_factory=dict)
    records: dict[RecordKey, Cells] = field(default_factory=dict)

    @property
    def vector(self) -> Vector:
        """For each author the sequence applied."""
        return {replica: head.sequence for replica, head in self.heads.items()}

    def head(self, replica: int) -> Head:
        """The head of an author, before whose first change it is the chain's start."""
        return self.heads.get(replica) or Head(0, hashes.chain_start(self.space, replica), {})

    def chain_state(self, replica: int, sequence: int) -> bytes | None:
        """The chain state after a change, where it is known."""
        if sequence == 0:
            return hashes.chain_start(self.space, replica)
        return self.chains.get(Dot(replica, sequence))

    def take_run(self, run: Run) -> list[Change]:
        """Checks and applies a run; answers the changes that are new."""
        first = run.changes[0].dot.sequence
        head = self.head(run.replica)
        if first > head.sequence + 1:
            raise Contradiction(f"gap before {run.replica:016x}:{first}")
        before = self.chain_state(run.replica, first - 1)
        if before is not None and before[:PREFIX_BYTES] != run.prefix:
            raise Contradiction(f"fork before {run.replica:016x}:{first}")
        fresh = []
        for change in run.changes:
            if change.dot.sequence > head.sequence:
                self.apply(change)
                fresh.append(change)
            else:
                self._check_held(change)
        return fresh

    def _check_held(self, change: Change) -> None:
        """Makes sure that a change that is held already is the same one."""
        replica, sequence = change.dot
        before = self.chain_state(replica, sequence - 1)
        after = self.chain_state(replica, sequence)
        if before and after and hashes.chain_next(before, change) != after:
            raise Contradiction(f"fork at {replica:016x}:{sequence}")

    def apply(self, change: Change) -> None:
        """Applies the next change of an author, once its dependencies are applied."""
        replica, sequence = change.dot
        head = self.head(replica)
        if sequence != head.sequence + 1:
            raise Contradiction(f"gap before {replica:016x}:{sequence}")
        clock = greatest(head.clock, dict(change.dependencies))
        self._check_admission(change, clock)
        state = hashes.chain_next(head.state, change)
        self.heads[replica] = Head(sequence, state, clock)
        self.chains[change.dot] = state
        first = origin(change)
        self.times[change.dot] = first.time if first else change.time
        for write in change.writes:
            cells = self.records.setdefault((write.key.kind, write.key.record), {})
            self._put(cells, write.key.field, applied(self.cell(write.key), change.dot, write))

    def _check_admission(self, change: Change, clock: Vector) -> None:
        """Makes sure that a change does not contradict itself and nothing before it is missing."""
        own = {change.dot.replica: change.dot.sequence - 1}
        if not change.writes or change.dot.replica in dict(change.dependencies):
            raise Contradiction(f"invalid {change.dot}")
        for write in change.writes:
            if not all(covers(clock | own, dot) for dot in write.supersedes):
                raise Contradiction(f"invalid {change.dot}: supersedes what its author never saw")
        missing = [dot for dot in change.dependencies if not covers(self.vector, dot)]
        if missing:
            raise Contradiction(f"missing {missing} before {change.dot}")

    @staticmethod
    def _put(cells: Cells, name: str, cell: Cell) -> None:
        """Keeps a cell; one of nothing is no part of the state."""
        if is_empty(cell):
            cells.pop(name, None)
        else:
            cells[name] = cell

    def cell(self, key: CellKey) -> Cell:
        """The cell of a field."""
        return self.records.get((key.kind, key.record), {}).get(key.field, Cell())

    def shown(self, key: CellKey, policy: str) -> Shown:
        """What a policy shows of a field."""
        return reading(self.cell(key), policy, self.times)

    def digest(self) -> str:
        """The state digest."""
        return hashes.state_digest(self.records)

    def join(self, parts: list[Part]) -> None:
        """Joins all parts of one snapshot with the state, cell by cell."""
        heads = {head.replica: head for part in parts for head in part.heads}
        theirs = {replica: head.sequence for replica, head in heads.items()}
        snapshot = {key: cells for part in parts for key, cells in part.records.items()}
        for key in self.records.keys() | snapshot.keys():
            self._join_record(key, snapshot.get(key, {}), theirs)
        for replica, head in heads.items():
            self._check_chain(replica, head.sequence, head.state)
            if head.sequence >= self.head(replica).sequence:
                self.heads[replica] = Head(head.sequence, head.state, dict(head.clock))
                self.chains[Dot(replica, head.sequence)] = head.state
        for part in parts:
            self.times |= {dot: stamp.time for dot, stamp in part.stamps.items()}

    def _join_record(self, key: RecordKey, theirs: Cells, vector: Vector) -> None:
        """Joins one record."""
        cells = self.records.setdefault(key, {})
        for name in cells.keys() | theirs.keys():
            sides = cells.get(name, Cell()), theirs.get(name, Cell())
            self._put(cells, name, joined(*sides, self.vector, vector))

    def _check_chain(self, replica: int, sequence: int, state: bytes) -> None:
        """Makes sure that a snapshot's head lies on the chain that is held."""
        held = self.chain_state(replica, sequence)
        if held is not None and held != state:
            raise Contradiction(f"fork at {replica:016x}:{sequence}")
