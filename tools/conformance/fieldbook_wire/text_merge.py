"""What several versions of a long text say together."""

from dataclasses import dataclass
from typing import NamedTuple

from .text_differences import Difference, differences
from .text_pieces import SPACE, Paragraph, Piece, paragraphs, pieces, sentences

GAP = "\n\n"


class Merged(NamedTuple):
    """The text that stands, and for each conflict the base's words and each version's."""

    text: str
    conflicts: tuple[tuple[str, ...], ...]


@dataclass
class Version:
    """A version's paragraphs, and its differences from the base."""

    paragraphs: list[Paragraph]
    differences: list[Difference]

    def place_of(self, place: int) -> int:
        """Where the version has a paragraph of the base that stays."""
        shift = 0
        for each in self.differences:
            if each.end > place:
                break
            shift = each.new_end - each.end
        return place + shift


def merged(base: str, versions: list[str]) -> Merged:
    """The merge of versions in the order of their writes."""
    changed = [text for text in versions if text != base]
    if len(set(changed)) <= 1:
        return Merged(changed[0] if changed else base, ())
    return _Merge(base, changed).result()


class _Region(NamedTuple):
    """A range of the base's paragraphs that some versions changed, by their places."""

    start: int
    end: int
    versions: tuple[int, ...]


class _Merge:
    """A merge by paragraph."""

    def __init__(self, base: str, versions: list[str]) -> None:
        """Finds the differences."""
        self.base = paragraphs(base)
        contents = [each.content for each in self.base]
        self.versions = []
        for text in versions:
            own = paragraphs(text)
            found = differences(contents, [each.content for each in own])
            self.versions.append(Version(own, found))
        self.output: list[Paragraph] = []
        self.conflicts: list[tuple[str, ...]] = []

    def result(self) -> Merged:
        """Takes what stays and each region, in order."""
        at = 0
        for region in self._regions():
            self._take_kept(at, region.start)
            self._take_region(region)
            at = region.end
        self._take_kept(at, len(self.base))
        return Merged(self._text(), tuple(self.conflicts))

    def _regions(self) -> list[_Region]:
        """Differences whose ranges overlap, together."""
        found = sorted(
            (each.start, each.end, place)
            for place, version in enumerate(self.versions)
            for each in version.differences
        )
        regions: list[_Region] = []
        for start, end, place in found:
            last = regions[-1] if regions else None
            if last and (start < last.end or start == end == last.start == last.end):
                versions = tuple(sorted({*last.versions, place}))
                regions[-1] = _Region(last.start, max(last.end, end), versions)
            else:
                regions.append(_Region(start, end, (place,)))
        return regions

    def _said(self, place: int, region: _Region) -> list[Paragraph]:
        """What a version that changed a region says there."""
        version = self.versions[place]
        inside = [each for each in version.differences if _is_inside(each, region)]
        first, last = inside[0], inside[-1]
        start = first.new_start - (first.start - region.start)
        return version.paragraphs[start : last.new_end + region.end - last.end]

    def _take_kept(self, start: int, end: int) -> None:
        """Paragraphs of the base that all versions keep; a separator may be changed."""
        for place in range(start, end):
            others = [
                version.paragraphs[version.place_of(place)].separator for version in self.versions
            ]
            separator = _separator(self.base[place].separator, others)
            self.output.append(Paragraph(self.base[place].content, separator))

    def _take_region(self, region: _Region) -> None:
        """Decides a region."""
        before = self.base[region.start : region.end]
        said = [self._said(place, region) for place in region.versions]
        if len(_without_repetition(said)) == 1:
            self._take_agreed(before, said)
        elif region.start == region.end:
            self.output += [each for own in _without_repetition(said) for each in own]
        elif all(len(own) == len(before) for own in said):
            for place, paragraph in enumerate(before):
                self._take_paragraph(paragraph, [own[place] for own in said])
        else:
            self._take_conflict(before, said)

    def _take_agreed(self, before: list[Paragraph], said: list[list[Paragraph]]) -> None:
        """What all versions that changed a region say."""
        for place, paragraph in enumerate(said[0]):
            own = [each[place].separator for each in said]
            standing = before[place].separator if len(before) == len(said[0]) else own[0]
            self.output.append(Paragraph(paragraph.content, _separator(standing, own)))

    def _take_paragraph(self, before: Paragraph, said: list[Paragraph]) -> None:
        """One paragraph that versions changed in place."""
        separator = _separator(before.separator, [each.separator for each in said])
        changed = [each.content for each in said if each.content != before.content]
        contents = list(dict.fromkeys(changed))
        if len(contents) <= 1:
            self.output.append(Paragraph(contents[0] if contents else before.content, separator))
            return
        text = merged_words(before.content, contents)
        if text is None:
            self.conflicts.append((before.content, *contents))
            text = changed[-1]
        self.output.append(Paragraph(text, separator))

    def _take_conflict(self, before: list[Paragraph], said: list[list[Paragraph]]) -> None:
        """A region that needs a person; the words of the last version stand."""
        distinct = _without_repetition(said)
        self.conflicts.append((_joined(before), *(_joined(own) for own in distinct)))
        if said[-1]:
            ends = [own[-1].separator for own in said if own]
            separator = _separator(_end(before), ends)
            self.output += [*said[-1][:-1], Paragraph(said[-1][-1].content, separator)]

    def _text(self) -> str:
        """The paragraphs with what stands between them, and the end that the versions' ends say."""
        if not self.output:
            return ""
        ends = [_end(version.paragraphs) for version in self.versions]
        end = _separator(_end(self.base), ends)
        inner = [
            each.content + (each.separator if each.separator.count("\n") >= 2 else GAP)
            for each in self.output[:-1]
        ]
        return "".join(inner) + self.output[-1].content + end


def _is_inside(difference: Difference, region: _Region) -> bool:
    """Whether a difference belongs to a region: insertions at the ends of a range do not."""
    if region.start == region.end:
        return difference.start == difference.end == region.start
    if difference.start == difference.end:
        return region.start < difference.start < region.end
    return region.start <= difference.start and difference.end <= region.end


def _without_repetition(said: list[list[Paragraph]]) -> list[list[Paragraph]]:
    """What is said, each once, in the order in which it was said first."""
    once: dict[tuple[str, ...], list[Paragraph]] = {}
    for own in said:
        once.setdefault(tuple(each.content for each in own), own)
    return list(once.values())


def _end(said: list[Paragraph]) -> str:
    """What stands behind the last content of a text."""
    return said[-1].separator if said else ""


def _joined(said: list[Paragraph]) -> str:
    """Paragraphs as a conflict shows them."""
    return GAP.join(each.content for each in said)


def _separator(before: str, said: list[str]) -> str:
    """The separator that a version changed it to: of several the longest, then the greatest."""
    changed = [each for each in said if each != before]
    return max(changed, key=lambda each: (len(each.encode()), each.encode()), default=before)


class _WordDifference(NamedTuple):
    """A range of the base's pieces and what comes in its place."""

    start: int
    end: int
    text: str


def merged_words(base: str, versions: list[str]) -> str | None:
    """A paragraph that several versions changed, if no words of theirs meet."""
    old = pieces(base)
    old_sentences = sentences(old)
    makers: dict[_WordDifference, set[int]] = {}
    reaches: dict[int, set[_WordDifference]] = {}
    for place, text in enumerate(versions):
        new = pieces(text)
        new_sentences = sentences(new)
        for each in differences(old, new):
            came = "".join(piece.text for piece in new[each.new_start : each.new_end])
            made = _WordDifference(each.start, each.end, came)
            makers.setdefault(made, set()).add(place)
            for number in _reach(each, old, new, old_sentences, new_sentences):
                reaches.setdefault(number, set()).add(made)
    ordered = sorted(makers)
    groups = [*reaches.values(), *_touching(ordered)]
    if any(not set.intersection(*(makers[each] for each in group)) for group in groups):
        return None
    result, at = [], 0
    for each in ordered:
        result += [piece.text for piece in old[at : each.start]] + [each.text]
        at = each.end
    return "".join(result + [piece.text for piece in old[at:]])


def _touching(ordered: list[_WordDifference]) -> list[list[_WordDifference]]:
    """Differences between which no piece of the base stands, together."""
    groups: list[list[_WordDifference]] = []
    end = -1
    for each in ordered:
        if groups and each.start <= end:
            groups[-1].append(each)
        else:
            groups.append([each])
        end = max(end, each.end)
    return groups


def _reach(
    each: Difference, old: list[Piece], new: list[Piece], old_sentences: list[int],
    new_sentences: list[int],
) -> set[int]:
    """The sentences of the base that a difference reaches."""
    gone, came = range(each.start, each.end), range(each.new_start, each.new_end)
    reached = {old_sentences[place] for place in gone if old[place].kind != SPACE}
    words = [place for place in came if new[place].kind != SPACE]
    is_space = not words and all(old[place].kind == SPACE for place in gone)
    before, after = _word_before(old, each.start), _word_behind(old, each.end)
    new_before, new_after = _word_before(new, each.new_start), _word_behind(new, each.new_end)
    first, last = (words[0], words[-1]) if words else (new_after, new_before)
    if before is not None and (is_space or _are_together(new_sentences, new_before, first)):
        reached.add(old_sentences[before])
    if after is not None and (is_space or _are_together(new_sentences, last, new_after)):
        reached.add(old_sentences[after])
    return reached


def _word_before(parts: list[Piece], place: int) -> int | None:
    """The last piece before a place that is no space."""
    return next((i for i in range(place - 1, -1, -1) if parts[i].kind != SPACE), None)


def _word_behind(parts: list[Piece], place: int) -> int | None:
    """The first piece from a place on that is no space."""
    return next((i for i in range(place, len(parts)) if parts[i].kind != SPACE), None)


def _are_together(numbers: list[int], left: int | None, right: int | None) -> bool:
    """Whether two pieces are there and of one sentence."""
    return left is not None and right is not None and numbers[left] == numbers[right]
