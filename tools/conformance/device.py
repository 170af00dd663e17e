"""A device that speaks to a hub: what it is, what it writes, and one exchange after the other."""

import secrets
import time
from dataclasses import dataclass, field

from fieldbook_wire import ed25519, hashes
from fieldbook_wire.limits import DEFAULT_ANSWER_BYTES
from fieldbook_wire.merge import covers
from fieldbook_wire.model import INTENT_EDIT, Base, CellKey, Change, Dot, Value, Write
from fieldbook_wire.requests import ChunkWish, Push, Registration, Request, encode_request
from fieldbook_wire.responses import (
    ACCEPTED, Acknowledgement, Changes, Chunk, Response, decode_response,
)
from fieldbook_wire.row_reader import COUNTER_BITS
from hub import Hub
from replica_space import ReplicaSpace, Sent

ACCOUNT = 1


class OtherHistory(Exception):
    """The hub is another one, or it holds another history than the device."""


@dataclass
class Device:
    """A replica with a key of its own; all of it lives in memory."""

    hub: Hub
    user: str
    seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    replica: int = field(default_factory=lambda: secrets.randbits(64))
    session: str = ""
    lineage: int = 0
    list_version: int = 0
    clock_offset: int = 0
    last_time: int = 0
    spaces: list[ReplicaSpace] = field(default_factory=list)
    digests: int = 0

    @property
    def public_key(self) -> bytes:
        """The key by which the hub knows the device."""
        return ed25519.public_key(self.seed)

    def enroll(self, invite: str, name: str) -> dict:
        """Joins the team with an invite."""
        answer = self.hub.enroll(invite, name, self.user, self.seed)
        self.user, self.session = answer["user"], answer["session"]
        self.lineage = int(answer["lineage"], 16)
        return answer

    @property
    def listed(self) -> list[ReplicaSpace]:
        """The spaces of the list, in the order of their ordinals."""
        listed = [space for space in self.spaces if space.ordinal is not None]
        return sorted(listed, key=lambda space: space.ordinal)

    def space(self, space: bytes) -> ReplicaSpace:
        """The space with an id."""
        return next(each for each in self.spaces if each.space == space)

    def make_space(self) -> ReplicaSpace:
        """A new account, which the next exchange registers."""
        nonce = secrets.token_bytes(16)
        made = ReplicaSpace(hashes.space_id(self.public_key, nonce), ACCOUNT, nonce=nonce)
        self.spaces.append(made)
        return made

    def write(
        self, space: ReplicaSpace, writes: list[Write], intent: int = INTENT_EDIT,
        note: str | None = None, extensions: tuple[tuple[int, bytes], ...] = (),
    ) -> Change:
        """Writes a change into a space, applied at once and sent with the next exchange."""
        head = space.state.head(self.replica)
        seen = (Dot(*each) for each in sorted(space.state.vector.items()))
        dependencies = tuple(
            dot for dot in seen if dot.replica != self.replica and not covers(head.clock, dot)
        )
        change = Change(
            Dot(self.replica, head.sequence + 1), dependencies, self._next_time(space), self.user,
            self.clock_offset, tuple(sorted(writes, key=lambda write: write.key)), intent, note,
            extensions,
        )
        space.state.apply(change)
        space.log.append(change)
        return change

    def _next_time(self, space: ReplicaSpace) -> int:
        """A time later than all that the device has seen of the space and given out."""
        wall = int(time.time() * 1000) - self.clock_offset << COUNTER_BITS
        seen = max(space.state.times.values(), default=0)
        self.last_time = max(wall, self.last_time + 1, seen + 1)
        return self.last_time

    def edit(self, space: ReplicaSpace, key: CellKey, value: Value, **rest) -> Change:
        """Writes a field over all that a reader of it is shown, with the base that is handed on."""
        siblings = space.state.cell(key).siblings
        supersedes = tuple(sibling.dot for sibling in siblings)
        return self.write(space, [Write(key, supersedes, value, self._base(space, key))], **rest)

    def _base(self, space: ReplicaSpace, key: CellKey) -> Base | None:
        """What others saw before: the base of an own or contested write, else the write shown."""
        siblings = space.state.cell(key).siblings
        if not siblings:
            return None
        first = siblings[0]
        is_own = first.dot.replica == self.replica
        is_unsent = is_own and first.dot.sequence > space.accepted.get(self.replica, 0)
        if len(siblings) > 1 or is_unsent:
            bases = [sibling.base for sibling in siblings if sibling.base]
            return min(bases, key=lambda base: (base.time, base.dot)) if bases else None
        return Base(first.dot, space.state.times[first.dot], first.value)

    def unsent(self) -> list[Sent]:
        """The pushes of the next request."""
        return [sent for space in self.spaces for sent in space.pushes()]

    def _signature(self, pushes: list[Sent]) -> tuple[bytes, bytes] | None:
        """The salt of the request and the signature over its runs that have no proof yet."""
        salt = secrets.token_bytes(16)
        run_hashes = [
            hashes.run_hash(
                sent.space.space, sent.replica, sent.sequences, sent.states,
                hashes.run_salt(salt, place),
            )
            for place, sent in enumerate(pushes)
            if sent.proof is None
        ]
        if not run_hashes:
            return None
        return salt, ed25519.sign(self.seed, hashes.push_digest(run_hashes))

    def request(
        self, pushes: list[Sent], wait: int = 0, most_bytes: int = DEFAULT_ANSWER_BYTES,
        chunks: tuple[ChunkWish, ...] = (),
    ) -> Request:
        """The request that says all of this."""
        new = [space for space in self.spaces if space.ordinal is None]
        wishes = [wish for space in self.listed for wish in space.missing_chunks()] + [*chunks]
        return Request(
            list_version=self.list_version,
            cursors=tuple(space.cursor for space in self.listed),
            registrations=tuple(Registration(each.space, each.kind, each.nonce) for each in new),
            pushes=tuple(
                Push(new.index(sent.space), True, sent.block, sent.proof)
                if sent.space.ordinal is None
                else Push(sent.space.ordinal, False, sent.block, sent.proof)
                for sent in pushes
            ),
            chunks=tuple(wishes),
            wait_milliseconds=0 if pushes or wishes else wait,
            most_bytes=most_bytes,
            signature=self._signature(pushes),
        )

    def exchange(
        self, wait: int = 0, most_bytes: int = DEFAULT_ANSWER_BYTES,
        chunks: tuple[ChunkWish, ...] = (),
    ) -> Response:
        """One request and its response, which is taken in."""
        pushes = self.unsent()
        response = self.send(self.request(pushes, wait, most_bytes, chunks))
        self._take_in(response, pushes)
        return response

    def send(self, request: Request) -> Response:
        """Sends a request as it is; answers the response, of which nothing is taken in."""
        return decode_response(self.hub.sync(self.session, encode_request(request)))

    def sync(self, **options) -> list[Response]:
        """Exchanges until nothing is left to send and the hub has nothing more."""
        responses = [self.exchange(**options)]
        while (
            responses[-1].has_more
            or self.unsent()
            or any(space.missing_chunks() for space in self.spaces)
        ):
            responses.append(self.exchange(**options))
        return responses

    def _take_in(self, response: Response, pushes: list[Sent]) -> None:
        """Takes a response in, in the order of the page."""
        if response.lineage != self.lineage:
            raise OtherHistory("another hub answers")
        self._check_digest(response)
        self.clock_offset = int(time.time() * 1000) - response.hub_time
        self.take_list(response)
        accepted: dict[int, list[Change]] = {}
        for sent, acknowledgement in zip(pushes, response.acknowledgements, strict=True):
            changes = self._acknowledge(sent, acknowledgement)
            accepted.setdefault(sent.space.ordinal, []).extend(changes)
        for update in response.updates:
            self._take_update(update, accepted)

    def _check_digest(self, response: Response) -> None:
        """Makes sure that the hub's history is the one that the cursors belong to."""
        if response.digest is None:
            return
        roles = {entry.ordinal: entry.role for entry in response.list or ()}
        lines = []
        for space in self.listed:
            start = hashes.history_start(space.space)[: hashes.PREFIX_BYTES]
            role = roles.get(space.ordinal, space.role)
            lines.append((space.prefix if space.cursor else start) + bytes([role]))
        if response.digest != hashes.histories_digest(lines):
            raise OtherHistory("the histories digest is another")
        self.digests += 1

    def take_list(self, response: Response) -> None:
        """Notes the lines of the list and its version."""
        for entry in response.list or ():
            self._take_entry(entry)
        if response.has_whole_list:
            listed = {entry.space for entry in response.list or ()}
            for space in self.spaces:
                if space.space not in listed:
                    space.ordinal = None
        self.list_version = response.list_version

    def _take_entry(self, entry) -> None:
        """Notes one line of the list."""
        held = next((each for each in self.spaces if each.space == entry.space), None)
        if held is None:
            held = ReplicaSpace(entry.space, entry.kind)
            self.spaces.append(held)
        held.ordinal, held.role = entry.ordinal, entry.role

    def _acknowledge(self, sent: Sent, acknowledgement: Acknowledgement) -> list[Change]:
        """Notes what became of a push; answers the changes that it got accepted."""
        numbers = sent.space.numbers
        numbers.records |= dict(zip(acknowledgement.records, sent.introduced.records.values()))
        numbers.replicas |= dict(zip(acknowledgement.replicas, sent.introduced.replicas.values()))
        if acknowledgement.result != ACCEPTED:
            raise OtherHistory(f"a push is not accepted: {acknowledgement}")
        sent.space.accepted[sent.replica] = acknowledgement.accepted
        return [each for each in sent.changes if sent.space.is_accepted(each.dot)]

    def _take_update(self, update, accepted: dict[int, list[Change]]) -> None:
        """Takes one update in."""
        space = next(each for each in self.listed if each.ordinal == update.ordinal)
        if isinstance(update, Changes):
            space.take_changes(update, accepted.get(update.ordinal, []))
        elif isinstance(update, Chunk):
            space.take_chunk(update)
        else:
            raise OtherHistory(f"space {update.ordinal} is rewound")
