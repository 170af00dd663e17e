"""Cells: what a change makes of them, how two states join, and whether a record lives."""

from collections.abc import Iterable

from .model import ABSENT, DELETED, PROSE, Cell, Dot, Sibling, Write

Vector = dict[int, int]
Cells = dict[str, Cell]

LIFE = "life"


def covers(vector: Vector, dot: Dot) -> bool:
    """Whether the change with this dot is applied."""
    return vector.get(dot.replica, 0) >= dot.sequence


def greatest(left: Vector, right: Vector) -> Vector:
    """The vector of all that one of the two covers."""
    return {each: max(left.get(each, 0), right.get(each, 0)) for each in left | right}


def _ascending(siblings: Iterable[Sibling]) -> tuple[Sibling, ...]:
    """Siblings in the order of their dots."""
    return tuple(sorted(siblings, key=lambda sibling: sibling.dot))


def applied(cell: Cell, dot: Dot, write: Write) -> Cell:
    """The cell after a write; superseded versions become its past unless they are released."""
    gone = [sibling for sibling in cell.siblings if sibling.dot in write.supersedes]
    live = [sibling for sibling in cell.siblings if sibling.dot not in write.supersedes]
    past = list(cell.past)
    if write.value.tag == ABSENT:
        past = [version for version in past if version.dot not in write.supersedes]
        return Cell(_ascending(live), _ascending(past))
    past += [sibling for sibling in gone if sibling.value.tag == PROSE]
    superseded = write.supersedes if write.value.tag == PROSE else ()
    live.append(Sibling(dot, write.value, write.base, superseded))
    return Cell(_ascending(live), _ascending(past))


def joined(left: Cell, right: Cell, left_vector: Vector, right_vector: Vector) -> Cell:
    """The cell of two states, which is past where one side has it past."""
    sides = (left, right)
    vectors = (left_vector, right_vector)
    held = [{each.dot: each for each in (*side.siblings, *side.past)} for side in sides]
    was_superseded = {version.dot for side in sides for version in side.past}
    live, past = [], []
    for dot, sibling in (held[0] | held[1]).items():
        survives = all(dot in held[i] or not covers(vectors[i], dot) for i in (0, 1))
        if survives:
            (past if dot in was_superseded else live).append(sibling)
    return Cell(_ascending(live), _ascending(past))


def is_empty(cell: Cell) -> bool:
    """Whether a cell is no part of the state."""
    return not cell.siblings and not cell.past


def life(cells: Cells) -> str:
    """Whether a record is missing, quarantined, alive, contested or deleted."""
    if not cells:
        return "missing"
    siblings = cells.get(LIFE, Cell()).siblings
    if not siblings:
        return "quarantined"
    deletions = [dict(each.value.content) for each in siblings if each.value.tag == DELETED]
    if not deletions:
        return "alive"
    if len(deletions) < len(siblings):
        return "contested"
    others = (each for name, cell in cells.items() if name != LIFE for each in cell.siblings)
    is_covered = all(any(covers(vector, each.dot) for vector in deletions) for each in others)
    return "deleted" if is_covered else "contested"
