"""Reading glossary files: which terms to expect, and what is known about each.

`READERS` is the table of formats; a file whose suffix is not in it is a table if its first line
holds a tab, and a plain list otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from asr_pipeline.errors import GlossaryError
from asr_pipeline.glossary import document, plain, table
from asr_pipeline.glossary.entries import Entry, terms_of
from asr_pipeline.model import Glossary

Reader = Callable[[str], Iterator[Entry]]
READERS: dict[str, Reader] = {
    ".csv": table.read_commas,
    ".tsv": table.read_tabs,
    ".json": document.read,
    ".txt": plain.read,
}


def read_glossary(path: Path) -> Glossary:
    """Return the terms of a glossary file in its order, each once.

    Raises:
        GlossaryError: the file is missing, is not UTF-8, or says something impossible; the message
            names the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise GlossaryError(f"cannot read the glossary {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise GlossaryError(
            f"the glossary {path} is not UTF-8 (byte {error.start})", "save it as UTF-8"
        ) from error
    reader = READERS.get(path.suffix.lower()) or _guess(text)
    try:
        terms = terms_of(reader(text))
    except GlossaryError as error:
        raise GlossaryError(f"{path}:{error}") from None
    if not terms:
        raise GlossaryError(f"the glossary {path} has no terms", "write one a line")
    return Glossary(terms)


def _guess(text: str) -> Reader:
    first = next((line for line in text.splitlines() if plain.says_something(line)), "")
    return table.read_tabs if "\t" in first else plain.read
