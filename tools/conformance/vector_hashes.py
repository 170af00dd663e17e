"""The hashes, ids and signatures that follow from the bytes of the vectors."""

from fieldbook_wire import ed25519, hashes
from fieldbook_wire.changes import decode_change
from fieldbook_wire.frames import Proof
from fieldbook_wire.hashes import PREFIX_BYTES
from fieldbook_wire.model import TEXT, Value
from fieldbook_wire.proofs import fits_run, is_signed
from fieldbook_wire.requests import Push, Request, decode_request
from fieldbook_wire.row_reader import read_rows
from fieldbook_wire.tables import Numbers
from vector_forms import SEED

ZERO_SPACE = bytes(16)
NONCE = bytes([3]) * 16
PUSH_SALT = bytes([0x5A]) * 16
EDITOR = 2


def chain_lines(data: bytes) -> list[str]:
    """What the text beside a chain says, reckoned from the change alone."""
    change = decode_change(data)
    before = hashes.chain_start(ZERO_SPACE, change.dot.replica)
    after = hashes.chain_next(before, change)
    salt = hashes.run_salt(PUSH_SALT, 1)
    run = hashes.run_hash(ZERO_SPACE, change.dot.replica, (1, 1), (before, after), salt)
    digest = hashes.push_digest([run])
    key = ed25519.public_key(SEED)
    start = hashes.history_start(ZERO_SPACE)
    history = hashes.history_next(start, after)
    eero = hashes.derived_record(ZERO_SPACE, "access", [Value(TEXT, "eero")])
    line = history[:PREFIX_BYTES] + bytes([EDITOR])
    return [
        f"change hash {hashes.change_hash(change).hex()}",
        f"space {ZERO_SPACE.hex()}",
        f"chain before {before.hex()}",
        f"chain after {after.hex()}",
        f"run salt {salt.hex()}",
        f"run hash {run.hex()}",
        f"push digest {digest.hex()}",
        f"public key {key.hex()}",
        f"signature {ed25519.sign(SEED, digest).hex()}",
        f"space of key and nonce {hashes.space_id(key, NONCE).hex()}",
        f"history before {start.hex()}",
        f"history after {history.hex()}",
        f"histories digest of that alone, for an editor {hashes.histories_digest([line]).hex()}",
        f"derived id of access by user eero {eero:016x}",
    ]


def _states(space: bytes, push: Push) -> tuple[int, tuple[int, int], tuple[bytes, bytes]]:
    """The replica, the sequences and the chain states of a pushed run that begins a chain."""
    (run,) = read_rows(push.block, Numbers()).runs
    before = after = hashes.chain_start(space, run.replica)
    if run.prefix != before[:PREFIX_BYTES]:
        raise ValueError("the prefix is not that of the chain's start")
    for change in run.changes:
        after = hashes.chain_next(after, change)
    return run.replica, (run.changes[0].dot.sequence, run.changes[-1].dot.sequence), (before, after)


def has_right_signatures(data: bytes) -> bool:
    """Whether a request's signature is the known key's, and its proofs fit their runs."""
    request = decode_request(data)
    run_hashes = []
    for place, push in enumerate(request.pushes):
        space = _space(request, push)
        replica, sequences, states = _states(space, push)
        if push.proof is None:
            salt = hashes.run_salt(request.signature[0], place)
            run_hashes.append(hashes.run_hash(space, replica, sequences, states, salt))
        elif not _is_right(space, push.proof, states):
            return False
    digest = hashes.push_digest(run_hashes)
    return ed25519.is_valid(ed25519.public_key(SEED), digest, request.signature[1])


def _space(request: Request, push: Push) -> bytes:
    """The space of a push: a registered one, or that of zeros."""
    return request.registrations[push.place].space if push.is_registration else ZERO_SPACE


def _is_right(space: bytes, proof: Proof, states: tuple[bytes, bytes]) -> bool:
    """Whether a proof fits its run and is signed."""
    return fits_run(space, proof, *states) and is_signed(proof)
