"""Responses: what a hub answers."""

import zlib
from dataclasses import dataclass

from . import limits
from .checks import refuse_unless
from .errors import WireError
from .frames import (
    RESPONSE, Proof, Signing, read_frame, read_message_extensions, read_proof, read_space_kind,
)
from .hashes import PREFIX_BYTES
from .reader import Reader
from .values import SPACE_BYTES

MORE, LIST, ACKNOWLEDGEMENTS, UPDATES, DIGEST, WHOLE_LIST, NOTHING, ADDITIONS = (
    1 << bit for bit in range(8)
)
CHECKSUM_BYTES = 4
FRAME_BYTES = 4

ACCEPTED, GAP, MISSING, FORK, RETRY, REFUSED = range(6)
REASON_SIGNATURE, REASON_FOREIGN_REPLICA, REASON_INVALID, REASON_FOREIGN_ACTOR = 3, 4, 5, 6
LAST_REASON = 9
ROLE_NONE, ROLE_VIEWER, ROLE_EDITOR, ROLE_MANAGER = range(4)


@dataclass(frozen=True)
class ListEntry:
    """One space of the user's list."""

    ordinal: int
    space: bytes
    kind: int
    role: int


@dataclass(frozen=True)
class Acknowledgement:
    """What became of one push."""

    accepted: int
    durable: int
    result: int
    reason: int | None
    records: tuple[int, ...]
    replicas: tuple[int, ...]


@dataclass(frozen=True)
class Changes:
    """New changes of a space, and where the device stands behind them."""

    ordinal: int
    cursor: int
    prefix: bytes
    durable: int
    block: bytes
    proofs: tuple[Proof, ...]


@dataclass(frozen=True)
class Chunk:
    """A part of a snapshot that was taken at a hub sequence."""

    ordinal: int
    snapshot: int
    prefix: bytes
    index: int
    chunks: int
    block: bytes


@dataclass(frozen=True)
class Rewound:
    """The space's history at the hub is not the one that the cursor belongs to."""

    ordinal: int


@dataclass(frozen=True)
class Response:
    """One response; a list of None means that none was sent."""

    has_more: bool
    hub_time: int
    lineage: int
    generation: int
    list_version: int
    digest: bytes | None
    list: tuple[ListEntry, ...] | None
    has_whole_list: bool
    acknowledgements: tuple[Acknowledgement, ...]
    updates: tuple[Changes | Chunk | Rewound, ...]


def decode_response(data: bytes) -> Response:
    """The response that the bytes say, once their checksum fits."""
    reader = Reader(data)
    read_frame(reader, RESPONSE)
    body, checksum = data[:-CHECKSUM_BYTES], data[-CHECKSUM_BYTES:]
    if len(body) < FRAME_BYTES or zlib.crc32(body) != int.from_bytes(checksum, "big"):
        raise WireError("damaged", "the checksum does not fit")
    reader = Reader(body, FRAME_BYTES)
    flags = reader.u8()
    refuse_unless(not flags & NOTHING, "flags")
    response = Response(
        has_more=bool(flags & MORE),
        hub_time=reader.number("hub time"),
        lineage=reader.u64(),
        generation=reader.number("generation"),
        list_version=reader.number("list version"),
        digest=reader.take(PREFIX_BYTES) if flags & DIGEST else None,
        list=_read_list(reader) if flags & LIST else None,
        has_whole_list=bool(flags & WHOLE_LIST),
        acknowledgements=_items(reader, _read_acknowledgement) if flags & ACKNOWLEDGEMENTS else (),
        updates=_read_updates(reader) if flags & UPDATES else (),
    )
    if flags & ADDITIONS:
        read_message_extensions(reader)
    reader.end()
    return response


def _items(reader: Reader, read_item, limit: int = limits.ITEMS_PER_MESSAGE) -> tuple:
    """A count and so many items."""
    return tuple(read_item(reader) for _ in range(reader.bounded(limit, "items")))


def _read_list(reader: Reader) -> tuple[ListEntry, ...]:
    """The lines of the list."""
    return _items(reader, _read_entry, limits.SPACES_PER_MESSAGE)


def _read_entry(reader: Reader) -> ListEntry:
    """One line of the list."""
    ordinal, space = reader.number("ordinal"), reader.take(SPACE_BYTES)
    kind, role = read_space_kind(reader), reader.u8()
    refuse_unless(role <= ROLE_MANAGER, "role")
    return ListEntry(ordinal, space, kind, role)


def _read_acknowledgement(reader: Reader) -> Acknowledgement:
    """What became of one push."""
    accepted, durable = reader.number("accepted"), reader.number("durable")
    result = reader.u8()
    refuse_unless(result <= REFUSED, "result of a push")
    reason = reader.u8() if result == REFUSED else None
    refuse_unless(reason is None or 1 <= reason <= LAST_REASON, "reason")
    read_number = lambda reader: reader.number("number")
    records = _items(reader, read_number, limits.ENTRIES_PER_BLOCK)
    return Acknowledgement(
        accepted, durable, result, reason, records, _items(reader, read_number, limits.REPLICAS)
    )


def _read_updates(reader: Reader) -> tuple:
    """All updates; they share the signings behind their proofs."""
    signings: list[Signing] = []
    return _items(reader, lambda each: _read_update(each, signings))


def _read_update(reader: Reader, signings: list[Signing]) -> Changes | Chunk | Rewound:
    """One update of a space."""
    ordinal, kind = reader.number("ordinal"), reader.u8()
    refuse_unless(kind <= 2, "kind of update")
    if kind == 2:
        return Rewound(ordinal)
    if kind == 1:
        return _read_chunk(reader, ordinal)
    return Changes(
        ordinal, reader.number("cursor"), reader.take(PREFIX_BYTES), reader.number("durable"),
        reader.counted(limits.BODY_BYTES, "block"),
        _items(reader, lambda each: read_proof(each, signings)),
    )


def _read_chunk(reader: Reader, ordinal: int) -> Chunk:
    """A part of a snapshot."""
    snapshot, prefix = reader.number("snapshot"), reader.take(PREFIX_BYTES)
    index = reader.number("index")
    chunks = reader.bounded(limits.CHUNKS, "chunks")
    refuse_unless(index < chunks, "chunk")
    return Chunk(
        ordinal, snapshot, prefix, index, chunks, reader.counted(limits.BODY_BYTES, "block")
    )
