"""The state of cells in canonical form, as stores and digests have it."""

from . import limits
from .changes import read_base, write_base
from .checks import check_ascending, check_patch_base, refuse_unless
from .errors import WireError
from .model import ABSENT, PROSE, Base, Cell, Dot, Sibling
from .reader import Reader
from .values import read_dot, read_dots, read_value, write_dot, write_dots, write_value
from .writer import Writer


def read_siblings(reader: Reader, limit: int) -> tuple[Sibling, ...]:
    """Siblings or past versions, strictly ascending by dot."""
    siblings = []
    for _ in range(reader.bounded(limit, "siblings")):
        dot = read_dot(reader)
        value = read_value(reader, lambda tag: tag != ABSENT)
        base = read_base(reader)
        is_prose = value.tag == PROSE
        superseded = read_dots(reader, limits.DOTS_PER_CELL, "superseded dots") if is_prose else ()
        check_patch_base(value, superseded)
        siblings.append(Sibling(dot, value, base, superseded))
    check_ascending((sibling.dot for sibling in siblings), "dots")
    return tuple(siblings)


def read_cell(reader: Reader) -> Cell:
    """The live siblings and the past versions of a cell."""
    cell = Cell(
        read_siblings(reader, limits.DOTS_PER_CELL), read_siblings(reader, limits.VERSIONS_PER_CELL)
    )
    check_past(cell)
    return cell


def read_cells(reader: Reader) -> dict[str, Cell]:
    """The cells of a record, strictly ascending by field, none of them empty."""
    cells: dict[str, Cell] = {}
    for _ in range(reader.bounded(limits.CELLS_PER_RECORD, "cells")):
        name = reader.name("field")
        refuse_unless(not cells or max(cells) < name, "order of fields")
        cells[name] = read_cell(reader)
        refuse_unless(cells[name] != Cell(), "empty cell")
    return cells


def check_past(cell: Cell) -> None:
    """Makes sure that the past holds versions of a text alone, none of them live."""
    live = {sibling.dot for sibling in cell.siblings}
    for version in cell.past:
        refuse_unless(version.value.tag == PROSE and version.dot not in live, "past version")


def read_basis(reader: Reader) -> tuple[tuple[Dot, ...], Base | None]:
    """The token that pins what somebody was shown."""
    return read_dots(reader, limits.DOTS_PER_CELL, "dots"), read_base(reader)


def write_siblings(writer: Writer, siblings: tuple[Sibling, ...]) -> None:
    """A count and the siblings."""
    writer.uvar(len(siblings))
    for sibling in siblings:
        write_dot(writer, sibling.dot)
        write_value(writer, sibling.value)
        write_base(writer, sibling.base)
        if sibling.value.tag == PROSE:
            write_dots(writer, sibling.superseded)


def write_cells(writer: Writer, cells: dict[str, Cell]) -> None:
    """The cells of a record, ascending by field; refuses a record that is too large."""
    if len(cells) > limits.CELLS_PER_RECORD:
        raise WireError("tooLarge", "cells of a record")
    writer.uvar(len(cells))
    for name in sorted(cells):
        writer.text(name)
        write_siblings(writer, cells[name].siblings)
        write_siblings(writer, cells[name].past)
