"""Blocks: rows or columns with a compression window of their own."""

import zlib

from . import limits
from .errors import WireError
from .names import DICTIONARY
from .reader import Reader
from .writer import Writer

STORED, DEFLATED = 2, 3
RAW_DEFLATE_WINDOW = -15


def open_block(block: bytes) -> bytes:
    """The raw bytes of a block."""
    reader = Reader(block)
    form = reader.u8()
    if form == STORED:
        raw = reader.take(len(block) - reader.at)
        if len(raw) > limits.RAW_BLOCK_BYTES:
            raise WireError("tooLarge", "block")
        return raw
    if form != DEFLATED:
        raise WireError("invalid", f"form {form} of a block")
    length = reader.bounded(limits.RAW_BLOCK_BYTES, "block")
    return _inflated(reader.take(len(block) - reader.at), length)


def _inflated(deflated: bytes, length: int) -> bytes:
    """So many bytes, once the ratio is right; never more are inflated."""
    if length > max(limits.RATIO_FREE_BYTES, limits.COMPRESSION_RATIO * len(deflated)):
        raise WireError("inflatedLength", f"{length} bytes from {len(deflated)}")
    inflater = zlib.decompressobj(wbits=RAW_DEFLATE_WINDOW, zdict=DICTIONARY)
    try:
        raw = inflater.decompress(deflated, length + 1)
    except zlib.error as error:
        raise WireError("damagedCompression", str(error)) from error
    if len(raw) > length:
        raise WireError("inflatedLength", f"more than {length} bytes")
    if not inflater.eof or inflater.unused_data:
        raise WireError("damagedCompression", "early end or bytes left over")
    if len(raw) != length:
        raise WireError("inflatedLength", f"{len(raw)} bytes instead of {length}")
    return raw


def close_block(raw: bytes) -> bytes:
    """The shorter block of the two forms that hold the bytes, within the ratio limit."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, RAW_DEFLATE_WINDOW, zdict=DICTIONARY)
    deflated = deflater.compress(raw) + deflater.flush()
    writer = Writer()
    writer.u8(DEFLATED)
    writer.uvar(len(raw))
    writer.raw(deflated)
    is_within_ratio = len(raw) <= max(
        limits.RATIO_FREE_BYTES, limits.COMPRESSION_RATIO * len(deflated)
    )
    stored = bytes([STORED]) + raw
    return bytes(writer.data) if is_within_ratio and len(writer.data) < len(stored) else stored
