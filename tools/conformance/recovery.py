"""Healing a space in which device and hub hold different histories under the device's own id."""

import secrets

from device import Device
from fieldbook_wire import hashes
from fieldbook_wire.checks import origin
from fieldbook_wire.model import (
    DELETED, ORIGIN_EXTENSION, PROSE, Base, Change, Dot, Origin, Patch, Value, Write,
)
from fieldbook_wire.requests import CheckedCursor, ChunkWish, Request
from fieldbook_wire.responses import Changes, Chunk, Rewound
from fieldbook_wire.row_reader import read_rows
from fieldbook_wire.shown import text_of
from fieldbook_wire.space_state import SpaceState
from fieldbook_wire.values import write_dot
from fieldbook_wire.writer import Writer
from replica_space import ReplicaSpace


def recover(device: Device, space: ReplicaSpace) -> list[Change]:
    """Takes the hub's state and writes again what was forked; answers what stands for it."""
    first = _first_forked(device, space)
    forked = [each for each in space.log if each.dot.sequence >= first]
    before = space.state
    space.state = SpaceState(space.space)
    _take_fresh_snapshot(device, space)
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


def _first_forked(device: Device, space: ReplicaSpace) -> int:
    """The sequence of the first own change that the hub holds another version of."""
    cursors = tuple(each.cursor for each in device.listed)
    response = device.send(Request(device.list_version, cursors))
    for update in response.updates:
        if isinstance(update, Changes) and update.ordinal == space.ordinal:
            for change in read_rows(update.block, space.numbers).changes:
                replica, sequence = change.dot
                before = space.state.chain_state(replica, sequence - 1)
                held = space.state.chain_state(replica, sequence)
                if before and held and hashes.chain_next(before, change) != held:
                    return sequence
    raise LookupError("the hub sends no change that is forked")


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
        _take_fresh_snapshot(device, space)
        space.offer_received()
    return rewound


def _take_fresh_snapshot(device: Device, space: ReplicaSpace) -> None:
    """Joins the hub's present state with what the device holds."""
    cursors = tuple(each.cursor for each in device.listed)
    wishes = (ChunkWish(space.ordinal, 0, 0),)
    while wishes:
        response = device.send(Request(device.list_version, cursors, chunks=wishes))
        for update in response.updates:
            if isinstance(update, Chunk) and update.ordinal == space.ordinal:
                space.take_chunk(update)
        wishes = tuple(space.missing_chunks())


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
