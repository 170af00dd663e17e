"""What readers are shown of a long text."""

from .model import NULL, PROSE, TEXT, Cell, Dot, Sibling, Value
from .shown import Shown, Times, text_of
from .text_merge import Merged, merged

MOST_MERGED = 16
MOST_LEVELS = 8


def text_reading(cell: Cell, times: Times) -> Shown:
    """What the policy text@1 shows of a cell."""
    ordered = sorted(cell.siblings, key=lambda each: (times[each.dot], each.dot))
    if not ordered:
        return Shown(Value(NULL), "unset", ())
    words = [_words(cell, sibling) for sibling in ordered]
    candidates = tuple(dict.fromkeys(words))
    readable = [value for value in words if value.tag != PROSE]
    if len(readable) < len(words):
        return Shown(readable[-1] if readable else words[-1], "conflict", candidates)
    if len(candidates) == 1:
        return Shown(candidates[0], "agreed", candidates)
    together = _merge(cell, ordered)
    if together is None:
        return Shown(words[-1], "conflict", candidates)
    return Shown(_told(together.text), "conflict" if together.conflicts else "decided", candidates)


def _told(text: str) -> Value:
    """The value that a text stands for."""
    return Value(TEXT, text) if text else Value(NULL)


def _words(cell: Cell, sibling: Sibling) -> Value:
    """The value of a sibling; a version that cannot be read stays as it is."""
    text = text_of(cell, sibling.dot) if sibling.value.tag == PROSE else None
    return sibling.value if text is None else _told(text)


def _merge(cell: Cell, ordered: list[Sibling]) -> Merged | None:
    """The merge of live versions, where they have a base."""
    if any(sibling.value.tag != PROSE for sibling in ordered):
        return None
    texts = [text_of(cell, sibling.dot) for sibling in ordered]
    if len(set(texts)) > MOST_MERGED:
        return None
    base = _Ancestry(cell).base([sibling.dot for sibling in ordered], 0)
    return None if base is None else merged(base, texts)


class _Ancestry:
    """Which versions stood before others."""

    def __init__(self, cell: Cell) -> None:
        """Takes all versions that the cell holds."""
        self.cell = cell
        versions = (*cell.siblings, *cell.past)
        self.superseded = {version.dot: version.superseded for version in versions}

    def ancestors(self, dot: Dot) -> set[Dot]:
        """The versions that a version supersedes, and theirs."""
        found: set[Dot] = set()
        waiting = list(self.superseded.get(dot, ()))
        while waiting:
            each = waiting.pop()
            if each in self.superseded and each not in found:
                found.add(each)
                waiting += self.superseded[each]
        return found

    def base(self, dots: list[Dot], level: int) -> str | None:
        """The text that the authors of some versions began from."""
        common = set.intersection(*(self.ancestors(dot) for dot in dots))
        latest = sorted(common - {old for dot in common for old in self.ancestors(dot)})
        texts = [text_of(self.cell, dot) for dot in latest]
        if not texts or None in texts:
            return None
        if len(texts) == 1:
            return texts[0]
        before = self.base(latest, level + 1) if level < MOST_LEVELS else None
        together = None if before is None else merged(before, texts)
        return None if together is None or together.conflicts else together.text
