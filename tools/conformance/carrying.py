"""Bundles that a device makes and takes in."""

import secrets
import time

from device import Device
from fieldbook_wire import bundles, ed25519, hashes
from fieldbook_wire.bundles import Author, Bundle, SignedRun, Signing, SpacePart, check_part
from fieldbook_wire.frames import Proof
from fieldbook_wire.hashes import PREFIX_BYTES
from fieldbook_wire.row_writer import write_run
from fieldbook_wire.tables import Numbers
from replica_space import ReplicaSpace, Sent


def take_in(device: Device, data: bytes) -> None:
    """Takes a bundle's changes in, and offers the hub what it lacks with the next exchange."""
    for part in bundles.decode_bundle(data).parts:
        check_part(part)
        _take_part(device.space(part.space), part)


def _take_part(space: ReplicaSpace, part: SpacePart) -> None:
    """Takes one space in."""
    changes = part.changes()
    for change in changes:
        if change.dot.sequence > space.state.head(change.dot.replica).sequence:
            space.state.apply(change)
    for author in part.authors:
        for run in author.runs:
            if run.last > max(author.accepted, space.accepted.get(author.replica, 0)):
                signing = part.signings[run.signing]
                proof = Proof(author.replica, run.first, run.last, run.salt, signing)
                own = [each for each in changes if each.dot.replica == author.replica]
                run_changes = [each for each in own if run.first <= each.dot.sequence <= run.last]
                space.relays.append((proof, run_changes))


def unsent_bundle(device: Device, space: ReplicaSpace, name: str) -> bytes:
    """A bundle of a device's own changes of a space that the hub has not accepted."""
    (sent,) = space.pushes()
    salt = secrets.token_bytes(16)
    run = hashes.run_hash(space.space, sent.replica, sent.sequences, sent.states, salt)
    signature = ed25519.sign(device.seed, hashes.push_digest([run]))
    authors = tuple(
        _author(space, replica, sent if replica == device.replica else None, salt)
        for replica in sorted(space.state.heads)
    )
    signing = Signing(device.public_key, (run,), signature)
    part = SpacePart(space.space, space.kind, None, (signing,), authors, (_block_in_full(sent),))
    head = bundles.Head(
        device.public_key, device.user, name, device.lineage, int(time.time() * 1000)
    )
    return bundles.encode_bundle(Bundle(head, (part,)), device.seed)


def _block_in_full(sent: Sent) -> bytes:
    """The block of a run with all ids in full."""
    return write_run(sent.changes, sent.states[0], Numbers())[0]


def _author(space: ReplicaSpace, replica: int, sent: Sent | None, salt: bytes) -> Author:
    """What there is of one replica: the run that is signed now, or what is held already."""
    head = space.state.head(replica)
    if sent is None:
        return Author(replica, head.sequence, head.sequence, (), None, head.state[:PREFIX_BYTES])
    first, last = sent.sequences
    chain = sent.states[0] if first > 1 else None
    run = SignedRun(first, last, 0, salt)
    return Author(replica, first - 1, first - 1, (run,), chain, head.state[:PREFIX_BYTES])
