"""What pycrdt (Yjs) and loro do with the benchmark's workload, in one process and in memory.

    python3 rivals.py DIR

DIR holds records.jsonl and edits.jsonl, which the benchmark program writes. Each library that is
installed prints one JSON object a line, {"rival", "figure", "value", "unit"}; one that is not
prints nothing. Bad input ends with exit code 2, documents that differ in the end with 1.

All data are in one document: a map of records, each a map of fields, a group a map in its field.
A record's kind and space are not in it, nor an edit's time, which is in the rivals' favour.
"""

import json
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from importlib import import_module, metadata, util
from pathlib import Path
from statistics import median
from typing import Any, NoReturn

pycrdt, loro = (util.find_spec(name) and import_module(name) for name in ("pycrdt", "loro"))

FRESH_REPEATS, MERGE_REPEATS, WATCHED_EDITS = 5, 3, 200
ROOT = "records"
Records = dict[str, dict[str, Any]]
Edit = tuple[list[str], Any]  # The record's key, its field, a group's member; then the value.
Figures = Iterator[tuple[str, float, str]]


class YjsDocument:
    """A pycrdt document behind the calls that both libraries get."""

    def __init__(self) -> None:
        self.document = pycrdt.Doc()
        self.root = self.document.get(ROOT, type=pycrdt.Map)
        self.version = self.document.get_state
        self.export = self.document.get_update
        self.apply = self.document.apply_update
        self.content = self.root.to_py

    def load(self, records: Records) -> None:
        self.document[ROOT] = self.map(records)

    def map(self, values: dict[str, Any]) -> Any:
        return pycrdt.Map({k: self.map(v) if isinstance(v, dict) else v for k, v in values.items()})

    def edit(self, edit: Edit) -> None:
        (*parents, field), value = edit
        with self.document.transaction():
            target = self.root
            for name in parents:
                target = target[name]
            target[field] = value

    def watch(self, sink: Callable[[bytes], None]) -> None:
        self.document.observe(lambda event: sink(event.update))


class LoroDocument:
    """A loro document behind the same calls."""

    def __init__(self) -> None:
        self.document = loro.LoroDoc()
        self.root = self.document.get_map(ROOT)
        self.apply = self.document.import_
        self.content = self.root.get_deep_value

    def version(self) -> Any:
        return self.document.oplog_vv

    def export(self, since: Any = None) -> bytes:
        # Not a snapshot even for everything: that has thrice the bytes once compressed, and its
        # import decodes no record before somebody reads it, so its time would say little.
        return self.document.export(loro.ExportMode.Updates(since or loro.VersionVector()))

    def load(self, records: Records) -> None:
        self.fill(self.root, records)
        self.document.commit()

    def fill(self, target: Any, values: dict[str, Any]) -> None:
        for name, value in values.items():
            if isinstance(value, dict):
                self.fill(target.insert_container(name, loro.LoroMap()), value)
            else:
                target.insert(name, value)

    def edit(self, edit: Edit) -> None:
        (*parents, field), value = edit
        target = self.root
        for name in parents:
            target = target.get(name).container
        target.insert(field, value)
        self.document.commit()

    def watch(self, sink: Callable[[bytes], None]) -> None:
        # The library stops calling when nobody holds this, or when the answer is not true.
        self.subscription = self.document.subscribe_local_update(lambda u: sink(u) is None)


Document = YjsDocument | LoroDocument


def fail(code: int, sentence: str) -> NoReturn:
    """Ends the program."""
    print(sentence, file=sys.stderr)
    sys.exit(code)


def read(path: Path, parse: Callable[[Any], Any]) -> list[Any]:
    """What each line says."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        fail(2, f"{path} cannot be read: {error.strerror}.")
    answers = []
    for number, line in enumerate(lines, 1):
        try:
            answers.append(parse(json.loads(line)))
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            fail(2, f"{path}, line {number}, is broken ({type(error).__name__}: {error}).")
    return answers or fail(2, f"{path} is empty.")


def record(line: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A record's key and fields; one without an id is the only one of its kind in its space."""
    return line.get("id", f"{line['kind']}-{line['space']}"), dict(line["fields"])


def read_edits(path: Path, records: Records) -> list[list[Edit]]:
    """Each device's edits; an id that no record has means the space's only one of the kind."""
    devices: dict[int, list[Edit]] = {}

    def parse(line: dict[str, Any]) -> None:
        key = line["id"] if line["id"] in records else f"{line['kind']}-{line['account']}"
        field, *member = line["field"].split(".")
        if key not in records:
            raise ValueError("there is no such record")
        is_group = isinstance(records[key].get(field), dict)
        if len(member) != is_group or isinstance(line["value"], dict | list):
            raise ValueError("a group is edited member by member, a field as a whole")
        devices.setdefault(line["device"], []).append(([key, field, *member], line["value"]))

    read(path, parse)
    return list(devices.values())


def timed(action: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    """The seconds that an action took, and what it answered."""
    start = time.perf_counter()
    answer = action(*arguments)
    return time.perf_counter() - start, answer


def copy(kind: type[Document], update: bytes) -> Document:
    """A new document that has taken in one update."""
    document = kind()
    document.apply(update)
    return document


def check_equal(contents: list[Records], when: str) -> None:
    """Fails unless all are the same."""
    if any(content != contents[0] for content in contents):
        fail(1, f"The documents differ after {when}.")


def fresh(origin: Document, base: bytes, records: Records) -> Figures:
    """All data into a new document."""
    runs = [timed(lambda: copy(type(origin), origin.export())) for _ in range(FRESH_REPEATS)]
    check_equal([records, *(target.content() for _, target in runs)], "copying everything")
    yield "fresh time", median(seconds for seconds, _ in runs), "s"
    yield "fresh bytes", len(base), "B"
    yield "fresh bytes, zlib -9", len(zlib.compress(base, 9)), "B"


def single(kind: type[Document], base: bytes, edits: list[Edit]) -> Figures:
    """One edit after the other to a document that is in sync."""
    writer, reader = copy(kind, base), copy(kind, base)
    updates: list[bytes] = []
    writer.watch(updates.append)

    def send(edit: Edit) -> None:
        writer.edit(edit)
        reader.apply(updates[-1])

    seconds = [timed(send, edit)[0] for edit in edits]
    check_equal([writer.content(), reader.content()], "single edits")
    yield "edit time", median(seconds) * 1e3, "ms"
    yield "edit bytes", median(map(len, updates)), "B"


def exchange(hub: Document, documents: list[Document], start: list[Any]) -> list[bytes]:
    """Brings everybody's edits to everybody; answers what went up."""
    uploads = [document.export(since) for document, since in zip(documents, start)]
    for upload in uploads:
        hub.apply(upload)
    for document in documents:
        document.apply(hub.export(document.version()))
    return uploads


def merge(kind: type[Document], base: bytes, devices: list[list[Edit]]) -> Figures:
    """What the devices edited apart from each other, through a hub."""
    runs = []
    for _ in range(MERGE_REPEATS):
        hub, *documents = (copy(kind, base) for _ in range(len(devices) + 1))
        start = [document.version() for document in documents]
        for document, edits in zip(documents, devices):
            for edit in edits:
                document.edit(edit)
        seconds, uploads = timed(exchange, hub, documents, start)
        check_equal([document.content() for document in (hub, *documents)], "merging")
        packed = (zlib.compress(upload, 9) for upload in uploads)
        runs.append((seconds, sum(map(len, uploads)), sum(map(len, packed))))
    seconds, plain, packed = map(median, zip(*runs))
    yield "merge time", seconds, "s"
    yield "merge bytes up", plain, "B"
    yield "merge bytes up, zlib -9", packed, "B"


def figures(kind: type[Document], records: Records, devices: list[list[Edit]]) -> Figures:
    """All figures of one library."""
    origin = kind()
    origin.load(records)
    base = origin.export()
    yield from fresh(origin, base, records)
    yield from single(kind, base, devices[0][:WATCHED_EDITS])
    yield from merge(kind, base, devices)
    alone = copy(kind, base)
    yield "local edit", median(timed(alone.edit, edit)[0] for edit in devices[0]) * 1e6, "µs"


def main(arguments: list[str]) -> None:
    """Reads the workload and prints what the installed libraries do with it."""
    if len(arguments) != 1:
        fail(2, "Usage: python3 rivals.py DIR")
    records = dict(read(Path(arguments[0], "records.jsonl"), record))
    devices = read_edits(Path(arguments[0], "edits.jsonl"), records)
    rivals = ((pycrdt, YjsDocument), (loro, LoroDocument))
    for library, kind in (rival for rival in rivals if rival[0]):
        name = f"{library.__name__} {metadata.version(library.__name__)}"
        for figure, value, unit in figures(kind, records, devices):
            print(json.dumps(dict(rival=name, figure=figure, value=value, unit=unit)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
