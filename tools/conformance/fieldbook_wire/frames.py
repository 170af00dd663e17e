"""The first four bytes of every message, and the parts that messages share."""

from dataclasses import dataclass

from . import limits
from .checks import refuse_unless
from .errors import WireError
from .hashes import SALT_BYTES
from .model import Dot
from .reader import Reader
from .writer import Writer

MAGIC = b"\xf1\xeb"
VERSION = 1
REQUEST, RESPONSE, BUNDLE = 1, 2, 3

KEY_BYTES = HASH_BYTES = 32
SIGNATURE_BYTES = 64


@dataclass(frozen=True)
class Proof:
    """What shows which device wrote a run."""

    replica: int
    first: int
    last: int
    public_key: bytes
    salt: bytes
    run_hashes: tuple[bytes, ...]
    signature: bytes


def read_frame(reader: Reader, kind: int) -> None:
    """Makes sure that a message of this kind begins."""
    if reader.take(len(MAGIC)) != MAGIC:
        raise WireError("notFieldbook", "other first bytes")
    version = reader.u8()
    if version != VERSION:
        raise WireError("unsupportedVersion", f"version {version} of the frame")
    found = reader.u8()
    if found != kind:
        raise WireError("unexpectedMessage", f"kind {found}")


def write_frame(writer: Writer, kind: int) -> None:
    """The beginning of a message."""
    writer.raw(MAGIC)
    writer.u8(VERSION)
    writer.u8(kind)


def read_proof(reader: Reader) -> Proof:
    """One proof."""
    first_dot = Dot(reader.u64(), reader.sequence())
    last = first_dot.sequence + reader.number("length of a run")
    if last > limits.NUMBER:
        raise WireError("tooLarge", "sequence")
    public_key, salt = reader.take(KEY_BYTES), reader.take(SALT_BYTES)
    count = reader.bounded(limits.ITEMS_PER_MESSAGE, "run hashes")
    hashes = tuple(reader.take(HASH_BYTES) for _ in range(count))
    return Proof(
        first_dot.replica, first_dot.sequence, last, public_key, salt, hashes,
        reader.take(SIGNATURE_BYTES),
    )


def write_proof(writer: Writer, proof: Proof) -> None:
    """One proof."""
    writer.u64(proof.replica)
    writer.uvar(proof.first)
    writer.uvar(proof.last - proof.first)
    writer.raw(proof.public_key + proof.salt)
    writer.uvar(len(proof.run_hashes))
    writer.raw(b"".join(proof.run_hashes) + proof.signature)


def read_message_extensions(reader: Reader) -> None:
    """Passes over the extensions of a newer program."""
    for _ in range(reader.bounded(limits.EXTENSIONS, "extensions")):
        reader.number("extension key")
        reader.counted(limits.BODY_BYTES, "extension")


def read_space_kind(reader: Reader) -> int:
    """Account, library, team or person."""
    kind = reader.u8()
    refuse_unless(1 <= kind <= 4, "kind of space")
    return kind
