"""Bundles: changes that travel as a file."""

from dataclasses import dataclass

from . import ed25519, hashes, limits
from .checks import check_ascending, refuse_unless
from .errors import WireError
from .frames import (
    BUNDLE, HASH_BYTES, KEY_BYTES, SIGNATURE_BYTES, Signing, read_frame, read_signing,
    read_space_kind, write_frame, write_signing,
)
from .hashes import PREFIX_BYTES, SALT_BYTES
from .model import Change
from .reader import Reader
from .row_reader import read_rows
from .tables import Numbers
from .values import SPACE_BYTES
from .writer import Writer


@dataclass(frozen=True)
class Head:
    """Who made a bundle, and when."""

    public_key: bytes
    user: str
    device: str
    lineage: int
    milliseconds: int


@dataclass(frozen=True)
class SignedRun:
    """Consecutive changes that were signed at once."""

    first: int
    last: int
    signing: int
    salt: bytes


@dataclass(frozen=True)
class Author:
    """What a bundle holds of one replica, and what a receiver must hold before."""

    replica: int
    held_before: int
    accepted: int
    runs: tuple[SignedRun, ...]
    chain: bytes | None
    prefix: bytes

    @property
    def last(self) -> int:
        """The last change that the author's runs bring."""
        return self.runs[-1].last if self.runs else self.held_before


@dataclass(frozen=True)
class SpacePart:
    """One space of a bundle; the origin is the key and the nonce that its id follows from."""

    space: bytes
    kind: int
    origin: tuple[bytes, bytes] | None
    signings: tuple[Signing, ...]
    authors: tuple[Author, ...]
    blocks: tuple[bytes, ...]

    def changes(self) -> list[Change]:
        """All changes, in an order in which they can be applied."""
        return [each for block in self.blocks for each in read_rows(block, Numbers()).changes]


@dataclass(frozen=True)
class Bundle:
    """A whole file."""

    head: Head
    parts: tuple[SpacePart, ...]


def _seal_digest(data: bytes) -> bytes:
    """What the seal is over."""
    return hashes.tagged("fieldbook bundle 1", hashes.sha256(data))


def fingerprint(public_key: bytes) -> str:
    """What people compare to know a device."""
    return hashes.tagged("fieldbook device 1", public_key)[:16].hex()


def decode_bundle(data: bytes) -> Bundle:
    """The bundle that the bytes say, all of them; checks the seal, but not what the parts say."""
    if len(data) > limits.BUNDLE_BYTES:
        raise WireError("tooLarge", "bundle")
    reader = Reader(data)
    read_frame(reader, BUNDLE)
    head_reader = Reader(reader.counted(limits.RATIO_FREE_BYTES, "head"))
    head = Head(
        head_reader.take(KEY_BYTES), head_reader.text(limits.NAME_BYTES, "user"),
        head_reader.text(limits.NAME_BYTES, "device"), head_reader.u64(),
        head_reader.number("time"),
    )
    count = head_reader.bounded(limits.SPACES_PER_MESSAGE, "parts")
    for _ in range(head_reader.bounded(limits.EXTENSIONS, "extensions")):
        head_reader.number("extension key")
        head_reader.counted(limits.RATIO_FREE_BYTES, "extension")
    head_reader.end()
    parts = tuple(_read_part(reader) for _ in range(count))
    check_ascending((part.space for part in parts), "parts")
    sealed = data[: reader.at]
    seal = reader.take(SIGNATURE_BYTES)
    reader.end()
    if not ed25519.is_valid(head.public_key, _seal_digest(sealed), seal):
        raise WireError("wrongSeal", "the seal is not the maker's")
    return Bundle(head, parts)


def _items(reader: Reader, read_item, limit: int) -> tuple:
    """A count and so many items."""
    return tuple(read_item(reader) for _ in range(reader.bounded(limit, "items")))


def _read_part(reader: Reader) -> SpacePart:
    """One space."""
    inner = Reader(reader.counted(limits.BUNDLE_DESCRIPTION_BYTES, "description"))
    space, kind = inner.take(SPACE_BYTES), read_space_kind(inner)
    origin = (inner.take(KEY_BYTES), inner.take(SALT_BYTES)) if inner.flag("origin") else None
    signings = _items(inner, read_signing, limits.ENTRIES_PER_BLOCK)
    authors = _items(inner, _read_author, limits.REPLICAS)
    inner.end()
    check_ascending((author.replica for author in authors), "authors")
    used = {run.signing for author in authors for run in author.runs}
    if any(place >= len(signings) for place in used):
        raise WireError("unknownName", "place of a signing")
    refuse_unless(len(used) == len(signings), "signing")
    blocks: list[bytes] = []
    while block := reader.counted(limits.BODY_BYTES, "block"):
        blocks.append(block)
        if len(blocks) > limits.BUNDLE_BLOCKS:
            raise WireError("tooLarge", "blocks of a part")
    return SpacePart(space, kind, origin, signings, authors, tuple(blocks))


def _read_author(reader: Reader) -> Author:
    """What is there of one replica."""
    replica, held, accepted = reader.u64(), reader.number("from"), reader.number("accepted")
    runs: list[SignedRun] = []
    for _ in range(reader.bounded(limits.ENTRIES_PER_BLOCK, "runs")):
        end = runs[-1].last if runs else held
        first = end + 1 - reader.number("back")
        run = SignedRun(
            first, first + reader.number("changes") - 1, reader.number("signing"),
            reader.take(SALT_BYTES),
        )
        refuse_unless(held < run.first <= run.last and run.last > end, "run")
        runs.append(run)
    chain = reader.take(HASH_BYTES) if runs and held else None
    author = Author(replica, held, accepted, tuple(runs), chain, reader.take(PREFIX_BYTES))
    refuse_unless(author.last > 0 and accepted <= author.last, "author")
    return author


def check_part(part: SpacePart) -> None:
    """Makes sure that ids, changes, chains and signatures of a part fit each other."""
    if part.origin and hashes.space_id(*part.origin) != part.space:
        raise WireError("wrongSpace", part.space.hex())
    changes: dict[int, list[Change]] = {}
    for change in part.changes():
        changes.setdefault(change.dot.replica, []).append(change)
    if changes.keys() - {author.replica for author in part.authors}:
        raise WireError("wrongChanges", "of a replica that is not announced")
    for author in part.authors:
        _check_author(part, author, changes.get(author.replica, []))
    for signing in part.signings:
        digest = hashes.push_digest(list(signing.run_hashes))
        if not ed25519.is_valid(signing.public_key, digest, signing.signature):
            raise WireError("wrongProof", "a signature")


def _check_author(part: SpacePart, author: Author, changes: list[Change]) -> None:
    """Makes sure that an author's changes are those announced, and lead to the prefix."""
    found = [change.dot.sequence for change in changes]
    if found != list(range(author.held_before + 1, author.last + 1)):
        raise WireError("wrongChanges", f"of {author.replica:016x}")
    if not author.runs and author.held_before:
        return
    states = {
        author.held_before: author.chain or hashes.chain_start(part.space, author.replica)
    }
    for change in changes:
        states[change.dot.sequence] = hashes.chain_next(states[change.dot.sequence - 1], change)
    if states[author.last][:PREFIX_BYTES] != author.prefix:
        raise WireError("wrongChain", f"of {author.replica:016x}")
    for run in author.runs:
        expected = hashes.run_hash(
            part.space, author.replica, (run.first, run.last),
            (states[run.first - 1], states[run.last]), run.salt,
        )
        if expected not in part.signings[run.signing].run_hashes:
            raise WireError("wrongProof", f"a run of {author.replica:016x}")


def encode_bundle(bundle: Bundle, seed: bytes) -> bytes:
    """The bytes of a bundle, sealed with the maker's key."""
    writer, head = Writer(), Writer()
    head.raw(bundle.head.public_key)
    head.text(bundle.head.user)
    head.text(bundle.head.device)
    head.u64(bundle.head.lineage)
    for number in (bundle.head.milliseconds, len(bundle.parts), 0):
        head.uvar(number)
    write_frame(writer, BUNDLE)
    writer.counted(bytes(head.data))
    for part in bundle.parts:
        _write_part(writer, part)
    writer.raw(ed25519.sign(seed, _seal_digest(bytes(writer.data))))
    return bytes(writer.data)


def _write_part(writer: Writer, part: SpacePart) -> None:
    """One space."""
    inner = Writer()
    inner.raw(part.space)
    inner.u8(part.kind)
    inner.u8(1 if part.origin else 0)
    inner.raw(b"".join(part.origin or ()))
    inner.uvar(len(part.signings))
    for signing in part.signings:
        write_signing(inner, signing)
    inner.uvar(len(part.authors))
    for author in part.authors:
        _write_author(inner, author)
    writer.counted(bytes(inner.data))
    for block in part.blocks:
        writer.counted(block)
    writer.u8(0)


def _write_author(writer: Writer, author: Author) -> None:
    """What is there of one replica."""
    writer.u64(author.replica)
    for number in (author.held_before, author.accepted, len(author.runs)):
        writer.uvar(number)
    end = author.held_before
    for run in author.runs:
        for number in (end + 1 - run.first, run.last - run.first + 1, run.signing):
            writer.uvar(number)
        writer.raw(run.salt)
        end = run.last
    writer.raw((author.chain or b"") + author.prefix)
