#!/usr/bin/env python3
"""Decodes every vector, compares it with the text beside it, and refuses the damaged ones."""

import re
import sys
from collections import Counter
from pathlib import Path

from fieldbook_wire.errors import WireError
from fieldbook_wire.names import PAGES
from fieldbook_wire.text_merge import merged
from vector_forms import FORMS, NotEncodedAgain
from vector_hashes import chain_lines, has_right_signatures

VECTORS = PAGES / "vectors"
SIGNED = ("request-new-space", "request-relayed")


def form_of(path: Path) -> str:
    """The form that the first word of a vector's name tells."""
    return path.stem.split("-")[0]


def load(path: Path) -> tuple[str, bytes]:
    """The comment and the bytes of a vector."""
    comment, *digits = path.read_text(encoding="utf-8").splitlines()
    return comment.removeprefix("# "), bytes.fromhex("".join(digits))


def without_reasons(text: str) -> str:
    """The text without the names of refusals, which are told by number here."""
    return re.sub(r"refused\(.*\)", "refused", text).strip()


def accepted(path: Path) -> str | None:
    """What is wrong with how a right vector is read, if anything."""
    _, data = load(path)
    try:
        lines = FORMS[form_of(path)](data)
    except (WireError, NotEncodedAgain) as error:
        return f"{type(error).__name__}: {error}"
    if form_of(path) == "chain":
        lines = chain_lines(data)
    expected = path.with_suffix(".txt").read_text(encoding="utf-8")
    if without_reasons("\n".join(lines)) != without_reasons(expected):
        return "reads as:\n" + "\n".join(lines)
    if path.stem in SIGNED and not has_right_signatures(data):
        return "a signature does not fit"
    return None


def refused(path: Path) -> str | None:
    """What is wrong with how a damaged vector is met, if anything."""
    comment, data = load(path)
    expected = comment.split("(")[0]
    try:
        FORMS[form_of(path)](data)
    except WireError as error:
        return None if error.name == expected else f"met {error}, not {comment}"
    return f"was taken, not met {comment}"


def merge_examples() -> list[str]:
    """What is wrong with how the examples of the page are merged."""
    page = (PAGES / "merge.md").read_text(encoding="utf-8")
    examples = re.search(r"```text-merges\n(.*?)```", page, re.DOTALL).group(1).strip()
    return [wrong for example in examples.split("\n\n") if (wrong := _merge_example(example))]


def _merge_example(example: str) -> str | None:
    """The example, if it is merged otherwise."""
    lines = [line.split(maxsplit=1) for line in example.splitlines()]
    told = {word: text.replace(" ¶ ", "\n\n") for word, text in lines}
    asked = [text for word, text in lines if word == "asks"]
    result = merged(told["base"], [told["anna"], told["bernd"]])
    asks = [" | ".join(words or "–" for words in conflict) for conflict in result.conflicts]
    return None if (result.text, asks) == (told["shown"], asked) else f"{example}\n{result}"


def main() -> int:
    """Prints a line for each form, and each difference; answers the exit status."""
    counts: Counter[tuple[str, str]] = Counter()
    differences = merge_examples()
    for folder, check in (("accept", accepted), ("refuse", refused)):
        for path in sorted((VECTORS / folder).glob("*.hex")):
            counts[folder, form_of(path)] += 1
            difference = check(path)
            if difference:
                differences.append(f"{folder}/{path.name}: {difference}")
    for form in sorted({form for _, form in counts}):
        print(f"{form:<10}{counts['accept', form]:>4} read{counts['refuse', form]:>5} refused")
    for difference in differences:
        print(difference)
    print(f"{sum(counts.values())} vectors, {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
