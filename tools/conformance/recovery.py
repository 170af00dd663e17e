"""Healing a space in which device and hub hold different histories under the device's own id."""

import secrets

from device import Device
from fieldbook_wire import hashes
from fieldbook_wire.checks import origin
from fieldbook_wire.columns import read_columns
from fieldbook_wire.model import (
    DELETED, ORIGIN_EXTENSION, PROSE, Base, Change, Dot, Origin, Patch, Value, Write,
)
from fieldbook_wire.requests import CheckedCursor, ChunkWish, Request
from fieldbook_wire.responses import Chunk, Rewound
from fieldbook_wire.shown import text_of
from fieldbook_wire.space_state import SpaceState
from fieldbook_wire.values import write_dot
from fieldbook_wire.writer import Writer
from replica_space import ReplicaSpace


def recover(device: Device, space: ReplicaSpace) -> list[Change]:
    """Takes the hub's state and writes again what was forked; answers what stands for it."""
    chunks = _fresh_chunks(device, space)
    spines: dict[Dot, bytes] = {}
    for chunk in chunks:
        spines |= read_columns(chunk.block).spines
    first = _first_forked(space, spines)
    forked = [each for each in space.log if each.dot.sequence >= first]
    before = space.state
    space.state = SpaceState(space.space)
    for chunk in chunks:
        space.take_chunk(chunk)
    device.replica = secrets.randbits(64)
    space.log = [each for each in space.log if each.dot.sequence < first]
    stand_ins: dict[Dot, Dot] = {}
    written = []
    for change in forked:
        writes = [_rewritten(write, change, before, stand_ins, first) for write in change.writes]
        extensions = dict(change.extensions) | {ORIGIN_EXTENSION: _origin_payload(change)}
        again = device.write(
            space, writes, change.intent, change.note, tuple(sorted(extensions.items()))
        )
        stand_ins[change.dot] = again.dot
        written.append(again)
    return written


def known_rewritings(device: Device, space: ReplicaSpace) -> dict[tuple[Dot, bytes], Dot]:
    """Which changes of the space write others again, as a fresh snapshot tells."""
    rewritings: dict[tuple[Dot, bytes], Dot] = {}
    for chunk in _fresh_chunks(device, space):
        rewritings |= read_columns(chunk.block).rewritings
    return rewritings


def _first_forked(space: ReplicaSpace, spines: dict[Dot, bytes]) -> int:
    """The sequence of the first own change that the hub holds another version of."""
    for change in space.log:
        replica, sequence = change.dot
        held, told = space.state.chain_state(replica, sequence), spines.get(change.dot)
        if held and told and held[: len(told)] != told:
            return sequence
    raise LookupError("the spines show no change that is forked")


def heal(device: Device) -> list[ReplicaSpace]:
    """Asks a hub that was restored which histories differ, and joins those spaces; answers them."""
    checked = tuple(
        CheckedCursor(each.ordinal, each.cursor, each.prefix) for each in device.listed
    )
    response = device.send(Request(device.list_version, checked, is_packed=False))
    device.take_list(response)
    rewound = [
        next(each for each in device.listed if each.ordinal == update.ordinal)
        for update in response.updates
        if isinstance(update, Rewound)
    ]
    for space in rewound:
        space.forget_hub()
    for space in rewound:
        for chunk in _fresh_chunks(device, space):
            space.take_chunk(chunk)
        space.offer_received()
    return rewound


def _fresh_chunks(device: Device, space: ReplicaSpace) -> list[Chunk]:
    """All chunks of a snapshot that the hub takes now."""
    cursors = tuple(each.cursor for each in device.listed)
    wishes = (ChunkWish(space.ordinal, 0, 0),)
    chunks: dict[int, Chunk] = {}
    while wishes:
        response = device.send(Request(device.list_version, cursors, chunks=wishes))
        for update in response.updates:
            if isinstance(update, Chunk) and update.ordinal == space.ordinal:
                chunks[update.index] = update
        one = next(iter(chunks.values()))
        missing = [index for index in range(one.chunks) if index not in chunks]
        wishes = tuple(ChunkWish(space.ordinal, one.snapshot, index) for index in missing)
    return [chunks[index] for index in sorted(chunks)]


def _origin_payload(change: Change) -> bytes:
    """The origin that a change had, or the change itself."""
    first = origin(change) or Origin(
        change.dot, hashes.change_hash(change), change.actor, change.time
    )
    writer = Writer()
    write_dot(writer, first.dot)
    writer.raw(first.hash)
    writer.text(first.actor)
    writer.uvar(first.time)
    return bytes(writer.data)


def _rewritten(
    write: Write, change: Change, before: SpaceState, stand_ins: dict[Dot, Dot], first: int
) -> Write:
    """A write with the dots that stand for forked ones now, and with a long text as a whole."""
    value, base = write.value, write.base
    if value.tag == PROSE and isinstance(value.content, Patch):
        value = Value(PROSE, text_of(before.cell(write.key), change.dot))
    if value.tag == DELETED:
        vector = _rewritten_vector(value.content, change.dot.replica, stand_ins, first)
        value = Value(DELETED, vector)
    if base:
        base = Base(stand_ins.get(base.dot, base.dot), base.time, base.value)
    supersedes = tuple(sorted(stand_ins.get(dot, dot) for dot in write.supersedes))
    return Write(write.key, supersedes, value, base)


def _rewritten_vector(
    vector: tuple[Dot, ...], replica: int, stand_ins: dict[Dot, Dot], first: int
) -> tuple[Dot, ...]:
    """A vector with what is common of the forked id, and the stand-in of its last dot."""
    dots = []
    for dot in vector:
        if dot.replica != replica or dot.sequence < first:
            dots.append(dot)
            continue
        if first > 1:
            dots.append(Dot(replica, first - 1))
        dots.append(stand_ins[dot])
    return tuple(sorted(dots))
