"""Requests: what a device sends."""

from dataclasses import dataclass

from . import limits
from .checks import refuse_unless
from .errors import WireError
from .frames import (
    REQUEST, SIGNATURE_BYTES, Proof, Signing, read_frame, read_message_extensions, read_proof,
    read_space_kind, write_frame, write_proof,
)
from .hashes import PREFIX_BYTES, SALT_BYTES
from .packed import read_packed, write_packed
from .reader import Reader
from .values import SPACE_BYTES
from .writer import Writer

PACKED, REGISTRATIONS, PUSHES, CHUNKS, WAIT, MOST_BYTES, SIGNATURE, ADDITIONS = (
    1 << bit for bit in range(8)
)
TO_REGISTRATION, HAS_PROOF = 1, 2


@dataclass(frozen=True)
class CheckedCursor:
    """A cursor with the history that the device holds for it."""

    ordinal: int
    cursor: int
    prefix: bytes


@dataclass(frozen=True)
class Registration:
    """A space that the device made."""

    space: bytes
    kind: int
    nonce: bytes


@dataclass(frozen=True)
class Push:
    """A run of one replica for a space of the list or a registered one."""

    place: int
    is_registration: bool
    block: bytes
    proof: Proof | None = None


@dataclass(frozen=True)
class ChunkWish:
    """A chunk that is missing; snapshot 0 and index 0 ask for a fresh snapshot."""

    ordinal: int
    snapshot: int
    index: int


@dataclass(frozen=True)
class Request:
    """One request; cursors are numbers (packed: the whole list) or CheckedCursors."""

    list_version: int = 0
    cursors: tuple = ()
    is_packed: bool = True
    registrations: tuple[Registration, ...] = ()
    pushes: tuple[Push, ...] = ()
    chunks: tuple[ChunkWish, ...] = ()
    wait_milliseconds: int = 0
    most_bytes: int = limits.DEFAULT_ANSWER_BYTES
    signature: tuple[bytes, bytes] | None = None


def decode_request(data: bytes) -> Request:
    """The request that the bytes say, all of them."""
    reader = Reader(data)
    read_frame(reader, REQUEST)
    flags = reader.u8()
    list_version = reader.number("list version")
    cursors = _read_cursors(reader, bool(flags & PACKED))
    registrations = _items(reader, _read_registration) if flags & REGISTRATIONS else ()
    pushes = _read_pushes(reader) if flags & PUSHES else ()
    for push in pushes:
        if push.is_registration and push.place >= len(registrations):
            raise WireError("unknownName", f"registration {push.place}")
    chunks = _items(reader, _read_chunk, limits.CHUNKS) if flags & CHUNKS else ()
    wait = reader.number("wait") if flags & WAIT else 0
    most_bytes, signature = limits.DEFAULT_ANSWER_BYTES, None
    if flags & MOST_BYTES:
        most_bytes = reader.number("bytes")
    if flags & SIGNATURE:
        signature = reader.take(SALT_BYTES), reader.take(SIGNATURE_BYTES)
    if flags & ADDITIONS:
        read_message_extensions(reader)
    reader.end()
    return Request(
        list_version, cursors, bool(flags & PACKED), registrations, pushes, chunks, wait,
        most_bytes, signature,
    )


def _items(reader: Reader, read_item, limit: int = limits.ITEMS_PER_MESSAGE) -> tuple:
    """A count and so many items."""
    return tuple(read_item(reader) for _ in range(reader.bounded(limit, "items")))


def _read_cursors(reader: Reader, is_packed: bool) -> tuple:
    """Cursors in one of the two forms."""
    count = reader.bounded(limits.SPACES_PER_MESSAGE, "cursors")
    if is_packed:
        return tuple(read_packed(reader, count))
    return tuple(
        CheckedCursor(reader.number("ordinal"), reader.number("cursor"), reader.take(PREFIX_BYTES))
        for _ in range(count)
    )


def _read_registration(reader: Reader) -> Registration:
    """A space that the device made."""
    return Registration(reader.take(SPACE_BYTES), read_space_kind(reader), reader.take(SALT_BYTES))


def _read_pushes(reader: Reader) -> tuple:
    """All pushes; they share the signings behind their proofs."""
    signings: list[Signing] = []
    return _items(reader, lambda each: _read_push(each, signings))


def _read_push(reader: Reader, signings: list[Signing]) -> Push:
    """A target, perhaps a proof, and a block."""
    target = reader.number("target")
    proof = read_proof(reader, signings) if target & HAS_PROOF else None
    block = reader.counted(limits.BODY_BYTES, "block")
    return Push(target >> 2, bool(target & TO_REGISTRATION), block, proof)


def _read_chunk(reader: Reader) -> ChunkWish:
    """A chunk that is missing."""
    ordinal, snapshot = reader.number("ordinal"), reader.number("snapshot")
    index = reader.number("index")
    refuse_unless(index < limits.CHUNKS, "chunk")
    return ChunkWish(ordinal, snapshot, index)


def encode_request(request: Request) -> bytes:
    """The bytes of a request."""
    writer = Writer()
    write_frame(writer, REQUEST)
    parts = [
        (PACKED, request.is_packed), (REGISTRATIONS, request.registrations),
        (PUSHES, request.pushes), (CHUNKS, request.chunks), (WAIT, request.wait_milliseconds),
        (MOST_BYTES, request.most_bytes != limits.DEFAULT_ANSWER_BYTES),
        (SIGNATURE, request.signature),
    ]
    flags = sum(bit for bit, holds in parts if holds)
    writer.u8(flags)
    writer.uvar(request.list_version)
    _write_cursors(writer, request)
    if flags & REGISTRATIONS:
        writer.uvar(len(request.registrations))
        for each in request.registrations:
            writer.raw(each.space + bytes([each.kind]) + each.nonce)
    if flags & PUSHES:
        _write_pushes(writer, request.pushes)
    if flags & CHUNKS:
        writer.uvar(len(request.chunks))
        for wish in request.chunks:
            for number in (wish.ordinal, wish.snapshot, wish.index):
                writer.uvar(number)
    if flags & WAIT:
        writer.uvar(request.wait_milliseconds)
    if flags & MOST_BYTES:
        writer.uvar(request.most_bytes)
    writer.raw(b"".join(request.signature or ()))
    return bytes(writer.data)


def _write_cursors(writer: Writer, request: Request) -> None:
    """Cursors in one of the two forms."""
    writer.uvar(len(request.cursors))
    if request.is_packed:
        write_packed(writer, list(request.cursors))
        return
    for checked in request.cursors:
        writer.uvar(checked.ordinal)
        writer.uvar(checked.cursor)
        writer.raw(checked.prefix)


def _write_pushes(writer: Writer, pushes: tuple[Push, ...]) -> None:
    """All pushes; they share the signings behind their proofs."""
    signings: list[Signing] = []
    writer.uvar(len(pushes))
    for push in pushes:
        _write_push(writer, push, signings)


def _write_push(writer: Writer, push: Push, signings: list[Signing]) -> None:
    """A target, perhaps a proof, and a block."""
    has_proof = HAS_PROOF if push.proof else 0
    writer.uvar(push.place << 2 | has_proof | (TO_REGISTRATION if push.is_registration else 0))
    if push.proof:
        write_proof(writer, push.proof, signings)
    writer.counted(push.block)
