"""JSON: a list of terms, or an object with such a list under `terms`.

A term is a text, or an object with `term` and any of `aliases` (a list), `priority`, `spans` (a
list of objects with `start` and `end`), `pronunciation`. `glossary.json` is such a file.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from asr_pipeline.errors import GlossaryError
from asr_pipeline.glossary.entries import Entry
from asr_pipeline.model import Span


class _Listed(Struct, forbid_unknown_fields=True):
    term: str = ""
    text: str = ""  # as our own artifact has it
    aliases: tuple[str, ...] = ()
    priority: float = 0.0
    spans: tuple[Span, ...] = ()
    pronunciation: str | None = None


class _Document(Struct, forbid_unknown_fields=True):
    terms: tuple[_Listed | str, ...]
    version: int = 1


def read(text: str) -> Iterator[Entry]:
    """Yield an entry a term; its number in the list stands for the line."""
    try:
        content = msgspec.json.decode(text)
        document = {"terms": content} if isinstance(content, list) else content
        terms = msgspec.convert(document, _Document).terms
    except msgspec.ValidationError as error:  # before DecodeError, which is its base
        raise GlossaryError(f" {error}", "see docs/pipeline.md for the form") from error
    except msgspec.DecodeError as error:
        raise GlossaryError(f" this is not JSON: {error}") from error
    for number, one in enumerate(terms, 1):
        listed = _Listed(term=one) if isinstance(one, str) else one
        spans = tuple((span.start, span.end) for span in listed.spans)
        yield Entry(
            number,
            listed.term or listed.text,
            listed.aliases,
            listed.priority,
            spans,
            listed.pronunciation,
        )
