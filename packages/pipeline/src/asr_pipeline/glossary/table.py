"""Tables: a term a row, columns separated by tabs or commas.

    term        aliases                 priority  start  end    pronunciation
    Mrs. Bates  missus bates|mrs bates  2         61.5   75     M IH S IH Z B EY T S

The first line may name the columns in any order; without names there are terms in the first column,
aliases in the second, and so on. Aliases are separated by `|`. A term that is said at several times
has several rows. Lines that begin with `#` are comments.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from asr_pipeline.errors import GlossaryError
from asr_pipeline.glossary.entries import Entry, number
from asr_pipeline.glossary.plain import says_something

COLUMNS = ("term", "aliases", "priority", "start", "end", "pronunciation")


def read_tabs(text: str) -> Iterator[Entry]:
    """Yield an entry a row; a tab cannot be part of a field, and quotes mean nothing."""
    return _entries(text, csv.excel_tab, csv.QUOTE_NONE)


def read_commas(text: str) -> Iterator[Entry]:
    """Yield an entry a row; fields with commas stand in quotes."""
    return _entries(text, csv.excel, csv.QUOTE_MINIMAL)


def _entries(text: str, dialect: type[csv.Dialect], quoting: int) -> Iterator[Entry]:
    columns: Sequence[str] = COLUMNS
    rows = csv.reader(text.splitlines(keepends=True), dialect, quoting=quoting)
    is_first = True
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise GlossaryError(f"{line}: {error}") from error
        if not row or (not says_something(row[0]) and not any(row[1:])):
            continue
        if row[0].lstrip().startswith("#"):
            continue
        names = [name.strip().lower() for name in row]
        if is_first and "term" in names:
            columns = _checked(names, line)
        else:
            yield _entry(row, columns, line)
        is_first = False


def _checked(names: list[str], line: int) -> list[str]:
    if unknown := [name for name in names if name not in COLUMNS]:
        raise GlossaryError(
            f"{line}: unknown column {', '.join(map(repr, unknown))}",
            f"the columns are: {', '.join(COLUMNS)}",
        )
    if len(set(names)) < len(names):
        raise GlossaryError(f"{line}: a column is named twice")
    return names


def _entry(row: list[str], columns: Sequence[str], line: int) -> Entry:
    if len(row) > len(columns):
        raise GlossaryError(f"{line}: there are {len(row)} fields, but {len(columns)} columns")
    fields = {name: value.strip() for name, value in zip(columns, row, strict=False)}
    times = [fields.get(name) or "" for name in ("start", "end")]
    if bool(times[0]) != bool(times[1]):
        raise GlossaryError(f"{line}: there is one of `start` and `end`, but not the other")
    spans = ((number(times[0], "start", line), number(times[1], "end", line)),) if times[0] else ()
    return Entry(
        line=line,
        term=fields.get("term", ""),
        aliases=tuple((fields.get("aliases") or "").split("|")),
        priority=number(fields.get("priority") or "0", "priority", line),
        spans=spans,
        pronunciation=fields.get("pronunciation"),
    )
