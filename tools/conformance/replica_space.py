"""One space at a device: what it holds, where it stands at the hub, what it has to send."""

from dataclasses import dataclass, field

from fieldbook_wire import hashes
from fieldbook_wire.columns import Part, read_columns
from fieldbook_wire.frames import Proof
from fieldbook_wire.hashes import PREFIX_BYTES
from fieldbook_wire.limits import CHANGES_PER_PUSH
from fieldbook_wire.merge import Vector
from fieldbook_wire.model import Change, Dot
from fieldbook_wire.proofs import fits_run, is_signed
from fieldbook_wire.requests import ChunkWish
from fieldbook_wire.responses import Changes, Chunk
from fieldbook_wire.row_reader import read_rows
from fieldbook_wire.row_writer import write_run
from fieldbook_wire.space_state import Contradiction, SpaceState
from fieldbook_wire.tables import Numbers

NO_PREFIX = bytes(PREFIX_BYTES)


@dataclass
class Gathering:
    """A snapshot that began to arrive."""

    snapshot: int
    prefix: bytes
    chunks: int
    parts: dict[int, Part] = field(default_factory=dict)


@dataclass
class Sent:
    """A push of the present exchange, and what its block names in full."""

    space: "ReplicaSpace"
    changes: list[Change]
    proof: Proof | None
    states: tuple[bytes, bytes]
    block: bytes
    introduced: Numbers

    @property
    def replica(self) -> int:
        """The author of the run."""
        return self.changes[0].dot.replica

    @property
    def sequences(self) -> tuple[int, int]:
        """The first and the last sequence of the run."""
        return self.changes[0].dot.sequence, self.changes[-1].dot.sequence


@dataclass
class ReplicaSpace:
    """A space of the list, or one that is to be registered with a nonce and has no ordinal yet."""

    space: bytes
    kind: int
    ordinal: int | None = None
    role: int = 0
    nonce: bytes = b""
    cursor: int = 0
    prefix: bytes = NO_PREFIX
    history: bytes | None = None
    numbers: Numbers = field(default_factory=Numbers)
    log: list[Change] = field(default_factory=list)
    relays: list[tuple[Proof, list[Change]]] = field(default_factory=list)
    accepted: Vector = field(default_factory=dict)
    proofs: list[Proof] = field(default_factory=list)
    received: list[Change] = field(default_factory=list)
    gathering: Gathering | None = None
    snapshots: int = 0

    def __post_init__(self) -> None:
        """Begins without records, at the start of the history."""
        self.state = SpaceState(self.space)
        self.history = hashes.history_start(self.space)

    def unsent(self) -> list[Change]:
        """What the hub has not accepted of the own changes, under whichever id."""
        return [each for each in self.log if not self.is_accepted(each.dot)]

    def is_accepted(self, dot: Dot) -> bool:
        """Whether the hub is known to hold a change."""
        return dot.sequence <= self.accepted.get(dot.replica, 0)

    def pushes(self) -> list[Sent]:
        """Runs of others that came another way, then the own changes."""
        self.relays = [each for each in self.relays if not self.is_accepted(each[1][-1].dot)]
        pushes = [self._push(changes, proof) for proof, changes in self.relays]
        unsent = self.unsent()
        for replica in dict.fromkeys(change.dot.replica for change in unsent):
            run = [change for change in unsent if change.dot.replica == replica]
            pushes.append(self._push(run[:CHANGES_PER_PUSH], None))
        return pushes

    def _push(self, changes: list[Change], proof: Proof | None) -> Sent:
        """The push of a run."""
        first, last = changes[0].dot, changes[-1].dot
        before = self.state.chain_state(first.replica, first.sequence - 1)
        after = self.state.chain_state(last.replica, last.sequence)
        prefix = hashes.push_prefix(before, self.prefix)
        block, introduced = write_run(changes, prefix, self.numbers)
        return Sent(self, changes, proof, (before, after), block, introduced)

    def take_changes(self, update: Changes, pushed: list[Change]) -> None:
        """Takes new changes in, together with those that the same request pushed."""
        batch = read_rows(update.block, self.numbers)
        self.numbers.replicas |= batch.announced.replicas
        self.numbers.records |= batch.announced.records
        for run in batch.runs:
            self.state.take_run(run)
        self.received += batch.changes
        for change in batch.changes:
            self._accept(change.dot)
        for proof in update.proofs:
            self._take_proof(proof)
        self._check_history(update, batch.changes, pushed)
        self.cursor, self.prefix = update.cursor, update.prefix

    def _accept(self, dot: Dot) -> None:
        """Notes that the hub holds a change."""
        self.accepted[dot.replica] = max(self.accepted.get(dot.replica, 0), dot.sequence)

    def _take_proof(self, proof: Proof) -> None:
        """Checks a proof against the chain and keeps it."""
        before = self.state.chain_state(proof.replica, proof.first - 1)
        after = self.state.chain_state(proof.replica, proof.last)
        if before is None or after is None:
            return
        if not (fits_run(self.space, proof, before, after) and is_signed(proof)):
            raise Contradiction(f"a proof of {proof.replica:016x} does not fit its run")
        self.proofs.append(proof)

    def unproved(self) -> set[Dot]:
        """The changes that arrived one by one and that no proof covers."""
        covered = {
            Dot(proof.replica, sequence)
            for proof in self.proofs
            for sequence in range(proof.first, proof.last + 1)
        }
        return {change.dot for change in self.received} - covered

    def _check_history(self, update: Changes, arrived: list[Change], pushed: list[Change]) -> None:
        """Makes sure that the changes lead to the history, with pushed ones among them."""
        if self.history is None:
            return
        covered = pushed[: update.cursor - self.cursor - len(arrived)]
        for place in range(len(arrived) + 1):
            order = arrived[:place] + covered + arrived[place:]
            history = self.history
            for change in order:
                history = hashes.history_next(history, self.state.chains[change.dot])
            if history[:PREFIX_BYTES] == update.prefix:
                self.history = history
                return
        raise Contradiction(f"the history at {update.cursor} is another")

    def take_chunk(self, chunk: Chunk) -> None:
        """Keeps a chunk; once all of its snapshot are there, joins them with the state."""
        gathering = self.gathering
        if gathering is None or gathering.snapshot != chunk.snapshot:
            gathering = self.gathering = Gathering(chunk.snapshot, chunk.prefix, chunk.chunks)
        gathering.parts[chunk.index] = read_columns(chunk.block)
        if len(gathering.parts) == gathering.chunks:
            self._take_snapshot(gathering)

    def _take_snapshot(self, gathering: Gathering) -> None:
        """Joins a whole snapshot with the state."""
        parts = [gathering.parts[index] for index in range(gathering.chunks)]
        self.state.join(parts)
        for part in parts:
            self.numbers.records |= part.ordinals
            for head in part.heads:
                self.numbers.replicas[head.number] = head.replica
                self.accepted[head.replica] = head.sequence
        self.cursor, self.prefix, self.history = gathering.snapshot, gathering.prefix, None
        self.gathering = None
        self.snapshots += 1

    def forget_hub(self) -> None:
        """Forgets where the space stands at a hub whose history is another one now."""
        self.cursor, self.prefix, self.history = 0, NO_PREFIX, None
        self.accepted, self.numbers, self.gathering = {}, Numbers(), None

    def offer_received(self) -> None:
        """Offers the hub what it lacks of others, in the runs that their devices signed."""
        for proof in self.proofs:
            if not self.is_accepted(Dot(proof.replica, proof.last)):
                changes = [
                    each
                    for each in self.received
                    if each.dot.replica == proof.replica
                    and proof.first <= each.dot.sequence <= proof.last
                ]
                self.relays.append((proof, changes))

    def missing_chunks(self) -> list[ChunkWish]:
        """The chunks that are missing of a snapshot that began to arrive."""
        if self.gathering is None:
            return []
        return [
            ChunkWish(self.ordinal, self.gathering.snapshot, index)
            for index in range(self.gathering.chunks)
            if index not in self.gathering.parts
        ]
