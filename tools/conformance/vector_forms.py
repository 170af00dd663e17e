"""How each form of a vector is decoded, told in words, and encoded again."""

from collections.abc import Callable

from fieldbook_wire.bundle_description import bundle_lines
from fieldbook_wire.bundles import check_part, decode_bundle, encode_bundle
from fieldbook_wire.changes import decode_change, encode_change, write_base
from fieldbook_wire.columns import read_columns
from fieldbook_wire.description import (
    base_line, batch_lines, cell_lines, change_lines, dots_text, part_lines, value_text,
)
from fieldbook_wire.hashes import PREFIX_BYTES
from fieldbook_wire.limits import DOTS_PER_CELL
from fieldbook_wire.message_description import request_lines, response_lines
from fieldbook_wire.model import Cell
from fieldbook_wire.reader import Reader
from fieldbook_wire.requests import decode_request, encode_request
from fieldbook_wire.responses import decode_response
from fieldbook_wire.row_reader import read_rows
from fieldbook_wire.row_writer import write_run
from fieldbook_wire.state_form import read_basis, read_cell, read_siblings, write_siblings
from fieldbook_wire.tables import Numbers
from fieldbook_wire.values import read_value, read_vector, write_dots, write_value
from fieldbook_wire.writer import Writer

Lines = list[str]

#: The private key's seed that the known signatures are made with.
SEED = bytes([7]) * 32

#: What both sides of the batches call by number.
KNOWN = Numbers(
    replicas={1: 0x8F1C220477B903E5, 2: 0x21D094AE5C3BF716},
    records={212: ("opportunity", 0x3A5F00C192D47E68)},
)


class NotEncodedAgain(Exception):
    """Bytes that canonical form encodes to others, though it decoded them."""


def _same(data: bytes, encoded: bytes) -> None:
    """Makes sure that there is one way to write a thing."""
    if encoded != data:
        raise NotEncodedAgain(encoded.hex())


def _change(data: bytes) -> Lines:
    """A change in canonical form."""
    change = decode_change(data)
    _same(data, encode_change(change))
    return change_lines(change)


def _state(read: Callable, write: Callable, lines: Callable) -> Callable[[bytes], Lines]:
    """A form of the state, by how it is read, written and told."""

    def decode(data: bytes) -> Lines:
        """All of the bytes."""
        reader, writer = Reader(data), Writer()
        item = read(reader)
        reader.end()
        write(writer, item)
        _same(data, bytes(writer.data))
        return lines(item)

    return decode


def _write_cell(writer: Writer, cell: Cell) -> None:
    """Live siblings and past versions."""
    write_siblings(writer, cell.siblings)
    write_siblings(writer, cell.past)


def _write_basis(writer: Writer, basis: tuple) -> None:
    """The dots that were shown, and the base."""
    write_dots(writer, basis[0])
    write_base(writer, basis[1])


def _indented_cell(cell: Cell) -> Lines:
    """A cell alone."""
    return ["cell", *(f"  {line}" for line in cell_lines(cell))]


def _basis_lines(basis: tuple) -> Lines:
    """What somebody was shown."""
    shown = f"shown {dots_text(basis[0])}"
    return [shown, base_line(basis[1])] if basis[1] else [shown]


def _batch(data: bytes) -> Lines:
    """A block of rows; written again in plain forms it says the same."""
    batch = read_rows(data, KNOWN)
    for run in batch.runs:
        block, _ = write_run(run.changes, run.prefix, KNOWN)
        again = read_rows(block, KNOWN).runs
        if again != [run] or len(run.prefix) != PREFIX_BYTES:
            raise NotEncodedAgain(block.hex())
    return batch_lines(batch)


def _request(data: bytes) -> Lines:
    """A request, whose blocks are kept as bytes."""
    request = decode_request(data)
    _same(data, encode_request(request))
    return request_lines(request)


def _bundle(data: bytes) -> Lines:
    """A bundle whose parts fit their signatures, sealed with the known key."""
    bundle = decode_bundle(data)
    for part in bundle.parts:
        check_part(part)
    _same(data, encode_bundle(bundle, SEED))
    return bundle_lines(bundle)


_SIBLINGS = _state(
    lambda reader: Cell(read_siblings(reader, DOTS_PER_CELL)),
    lambda writer, cell: write_siblings(writer, cell.siblings),
    _indented_cell,
)

FORMS: dict[str, Callable[[bytes], Lines]] = {
    "change": _change,
    "chain": _change,
    "value": _state(
        lambda reader: read_value(reader, lambda tag: True), write_value,
        lambda value: [value_text(value)],
    ),
    "siblings": _SIBLINGS,
    "cell": _state(read_cell, _write_cell, _indented_cell),
    "basis": _state(read_basis, _write_basis, _basis_lines),
    "vector": _state(read_vector, write_dots, lambda dots: [dots_text(dots)]),
    "batch": _batch,
    "portable": _batch,
    "snapshot": lambda data: part_lines(read_columns(data)),
    "bundle": _bundle,
    "request": _request,
    "response": lambda data: response_lines(decode_response(data)),
}
