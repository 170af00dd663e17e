"""The differences between two sequences, by the shortest way."""

from collections.abc import Sequence
from typing import NamedTuple

MOST_STEPS = 1_024


class Difference(NamedTuple):
    """A range of the old sequence, and the range of the new one that stands in its place."""

    start: int
    end: int
    new_start: int
    new_end: int


def differences(old: Sequence, new: Sequence) -> list[Difference]:
    """What goes and comes, ascending; each as late as it can stand."""
    common = _matches(old, new)
    found = []
    at, new_at = 0, 0
    for i, j in [*common, (len(old), len(new))]:
        if i > at or j > new_at:
            found.append(Difference(at, i, new_at, j))
        at, new_at = i + 1, j + 1
    return _slid(found, old, new)


def _matches(old: Sequence, new: Sequence) -> list[tuple[int, int]]:
    """The pairs of equal items that the greedy algorithm of Myers finds."""
    prefix = 0
    while prefix < min(len(old), len(new)) and old[prefix] == new[prefix]:
        prefix += 1
    rest = min(len(old), len(new)) - prefix
    suffix = 0
    while suffix < rest and old[-1 - suffix] == new[-1 - suffix]:
        suffix += 1
    a, b = old[prefix : len(old) - suffix], new[prefix : len(new) - suffix]
    middle = _greedy(a, b)
    return [
        *((i, i) for i in range(prefix)),
        *((prefix + i, prefix + j) for i, j in middle),
        *((len(old) - suffix + i, len(new) - suffix + i) for i in range(suffix)),
    ]


def _greedy(a: Sequence, b: Sequence) -> list[tuple[int, int]]:
    """The equal pairs on the way with the fewest steps; none where it has too many."""
    reach = {1: 0}
    trace = []
    for steps in range(min(len(a) + len(b), MOST_STEPS) + 1):
        trace.append(dict(reach))
        for k in range(-steps, steps + 1, 2):
            is_down = k == -steps or k != steps and reach[k - 1] < reach[k + 1]
            x = reach[k + 1] if is_down else reach[k - 1] + 1
            while x < len(a) and x - k < len(b) and a[x] == b[x - k]:
                x += 1
            reach[k] = x
            if x >= len(a) and x - k >= len(b):
                return _walked_back(trace, len(a), len(b))
    return []


def _walked_back(trace: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    """The equal pairs of the way that a trace tells."""
    pairs = []
    for steps in range(len(trace) - 1, -1, -1):
        reach, k = trace[steps], x - y
        is_down = k == -steps or k != steps and reach[k - 1] < reach[k + 1]
        before = k + 1 if is_down else k - 1
        start = reach[before] if steps else 0
        while x > start + (steps > 0 and not is_down):
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = start, start - before
    return pairs[::-1]


def _slid(found: list[Difference], old: Sequence, new: Sequence) -> list[Difference]:
    """Insertions and deletions moved to the last place where they can stand."""
    result: list[Difference] = []
    for each in reversed(found):
        limit = result[-1].start if result else len(old)
        start, end, new_start, new_end = each
        if start == end:
            while end < limit and new[new_start] == old[end]:
                start, end, new_start, new_end = start + 1, end + 1, new_start + 1, new_end + 1
        elif new_start == new_end:
            while end < limit and old[start] == old[end]:
                start, end, new_start, new_end = start + 1, end + 1, new_start + 1, new_end + 1
        moved = Difference(start, end, new_start, new_end)
        if result and result[-1].start == moved.end and result[-1].new_start == moved.new_end:
            last = result.pop()
            moved = Difference(moved.start, last.end, moved.new_start, last.new_end)
        result.append(moved)
    return result[::-1]
