"""The hashes that give identity and integrity."""

import hashlib

from .changes import encode_change
from .model import Cell, Change, Value
from .state_form import write_cells
from .values import encoded_value
from .writer import Writer

PREFIX_BYTES = 8
SALT_BYTES = 16


def sha256(data: bytes) -> bytes:
    """SHA-256 of the bytes."""
    return hashlib.sha256(data).digest()


def tagged(word: str, data: bytes) -> bytes:
    """H(word, data) of the protocol."""
    return sha256(word.encode("ascii") + b"\0" + data)


def u64(value: int) -> bytes:
    """Eight bytes, most significant first."""
    return value.to_bytes(8, "big")


def space_id(public_key: bytes, nonce: bytes) -> bytes:
    """The id of a space that the key's owner made."""
    return tagged("fieldbook space 1", public_key + nonce)[:16]


def derived_record(space: bytes, kind: str, key_values: list[Value]) -> int:
    """The id of the record that the values of identifying fields name."""
    writer = Writer()
    writer.raw(space)
    writer.text(kind)
    writer.counted(b"".join(encoded_value(value) for value in key_values))
    digest = tagged("fieldbook record 1", bytes(writer.data))
    return int.from_bytes(digest[:8], "big") & (1 << 63) - 1


def chain_start(space: bytes, replica: int) -> bytes:
    """The state of an author's chain before the first change."""
    return tagged("fieldbook chain 1", space + u64(replica))


def chain_next(state: bytes, change: Change) -> bytes:
    """The state of a chain after a change."""
    return sha256(state + encode_change(change))


def change_hash(change: Change) -> bytes:
    """The hash by which an origin names a change."""
    return sha256(encode_change(change))


def history_start(space: bytes) -> bytes:
    """The history of a space before its first change."""
    return tagged("fieldbook history 1", space)


def history_next(history: bytes, chain_state: bytes) -> bytes:
    """The history after a change with this chain state."""
    return sha256(history + chain_state)


def push_prefix(state: bytes, history: bytes) -> bytes:
    """The prefix of a pushed run: of the chain before it, XOR the history prefix at the cursor."""
    return bytes(left ^ right for left, right in zip(state[:PREFIX_BYTES], history, strict=True))


def histories_digest(lines: list[bytes]) -> bytes:
    """The digest of the lines of a list, each a history prefix and a role."""
    return tagged("fieldbook histories 1", b"".join(lines))[:PREFIX_BYTES]


def run_salt(push_salt: bytes, place: int) -> bytes:
    """The salt of the push at a place of a request."""
    return sha256(push_salt + u64(place))[:SALT_BYTES]


def run_hash(
    space: bytes, replica: int, sequences: tuple[int, int], states: tuple[bytes, bytes], salt: bytes
) -> bytes:
    """The hash of a run from its first to its last sequence, between two chain states."""
    parts = [space, u64(replica), u64(sequences[0]), u64(sequences[1]), *states, salt]
    return tagged("fieldbook run 1", b"".join(parts))


def push_digest(run_hashes: list[bytes]) -> bytes:
    """What a request's signature is over."""
    return tagged("fieldbook push 1", b"".join(run_hashes))


def enrolment_digest(invite: str, public_key: bytes) -> bytes:
    """What the proof of an enrolment is over."""
    return sha256(b"fieldbook enrolment 1\0" + invite.encode("ascii") + b"\0" + public_key)


def state_digest(records: dict[tuple[str, int], dict[str, Cell]]) -> str:
    """The digest of all cells of a space."""
    digest = hashlib.sha256(tagged("fieldbook state 1", b""))
    for (kind, record), cells in sorted(records.items()):
        if cells:
            writer = Writer()
            writer.text(kind)
            writer.u64(record)
            write_cells(writer, cells)
            digest.update(writer.data)
    return digest.hexdigest()
