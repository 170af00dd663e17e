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
class Signing:
    """One signature, and the hashes of the runs that it covers."""

    public_key: bytes
    run_hashes: tuple[bytes, ...]
    signature: bytes


@dataclass(frozen=True)
class Proof:
    """What shows which device wrote a run."""

    replica: int
    first: int
    last: int
    salt: bytes
    signing: Signing


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


def read_signing(reader: Reader) -> Signing:
    """One signature over the hashes of runs."""
    key = reader.take(KEY_BYTES)
    count = reader.bounded(limits.ITEMS_PER_MESSAGE, "run hashes")
    refuse_unless(count > 0, "signing")
    run_hashes = tuple(reader.take(HASH_BYTES) for _ in range(count))
    return Signing(key, run_hashes, reader.take(SIGNATURE_BYTES))


def write_signing(writer: Writer, signing: Signing) -> None:
    """One signature over the hashes of runs."""
    writer.raw(signing.public_key)
    writer.uvar(len(signing.run_hashes))
    writer.raw(b"".join(signing.run_hashes) + signing.signature)


def read_proof(reader: Reader, signings: list[Signing]) -> Proof:
    """One proof; the list holds the signings that the message has said, and grows by a new one."""
    first_dot = Dot(reader.u64(), reader.sequence())
    last = first_dot.sequence + reader.number("length of a run")
    if last > limits.NUMBER:
        raise WireError("tooLarge", "sequence")
    salt = reader.take(SALT_BYTES)
    place = reader.number("place of a signing")
    if place > len(signings):
        raise WireError("unknownName", f"signing {place}")
    if place == len(signings):
        signings.append(read_signing(reader))
    return Proof(first_dot.replica, first_dot.sequence, last, salt, signings[place])


def write_proof(writer: Writer, proof: Proof, signings: list[Signing]) -> None:
    """One proof; the list holds the signings that the message has said, and grows by a new one."""
    writer.u64(proof.replica)
    writer.uvar(proof.first)
    writer.uvar(proof.last - proof.first)
    writer.raw(proof.salt)
    if proof.signing in signings:
        writer.uvar(signings.index(proof.signing))
        return
    writer.uvar(len(signings))
    write_signing(writer, proof.signing)
    signings.append(proof.signing)


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
