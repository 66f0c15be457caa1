"""From what any format says to terms: checked, normalised (Unicode NFC), each once."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from asr_pipeline.errors import GlossaryError
from asr_pipeline.model import Span, Term

# The phones of the CMU dictionary, with or without its digits for stress.
_PHONES = frozenset(
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W "
    "Y Z ZH".split()
)
_STRESS = re.compile(r"[012]$")


class Entry(Struct, frozen=True):
    """What a file says at `line`, counted from 1; times are seconds."""

    line: int
    term: str
    aliases: tuple[str, ...] = ()
    priority: float = 0.0
    spans: tuple[tuple[float, float], ...] = ()
    pronunciation: str | None = None


def terms_of(entries: Iterable[Entry]) -> tuple[Term, ...]:
    """Return the terms in order; entries that differ in case only are one term.

    Raises:
        GlossaryError: an entry says something impossible; the message begins with its line.
    """
    found: dict[str, Term] = {}
    for entry in entries:
        term = _term(entry)
        known = found.get(term.text.casefold())
        found[term.text.casefold()] = _merged(known, term) if known else term
    return tuple(found.values())


def number(text: str, what: str, line: int) -> float:
    """Return the number that a field holds.

    Raises:
        GlossaryError: it holds none.
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise GlossaryError(f"{line}: {what} must be a number, not {text!r}")
    return value


def _term(entry: Entry) -> Term:
    text = _clean(entry.term)
    if not text:
        raise GlossaryError(f"{entry.line}: there is no term", "leave the line out, or write one")
    if any(unicodedata.category(one) == "Cc" for one in text):
        raise GlossaryError(f"{entry.line}: the term {text!r} holds control characters")
    aliases = dict.fromkeys(filter(None, map(_clean, entry.aliases)))
    aliases.pop(text, None)
    return Term(
        text=text,
        aliases=tuple(aliases),
        priority=entry.priority,
        spans=tuple(_span(start, end, entry.line) for start, end in sorted(entry.spans)),
        pronunciation=_phones(entry.pronunciation, entry.line),
    )


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _span(start: float, end: float, line: int) -> Span:
    if not 0 <= start < end:
        raise GlossaryError(f"{line}: a term cannot be said from {start:g} s to {end:g} s")
    return Span(start, end)


def _phones(text: str | None, line: int) -> str | None:
    phones = [_STRESS.sub("", phone.upper()) for phone in (text or "").split()]
    if unknown := sorted(set(phones) - _PHONES):
        raise GlossaryError(
            f"{line}: {', '.join(unknown)} is no ARPAbet phone", "write it like `K AE1 T`"
        )
    return " ".join(phones) or None


def _merged(first: Term, second: Term) -> Term:
    aliases = dict.fromkeys((*first.aliases, *second.aliases))
    always = not (first.spans and second.spans)  # one of them may be said at any time
    return msgspec.structs.replace(
        first,
        aliases=tuple(aliases),
        priority=max(first.priority, second.priority),
        spans=() if always else tuple(sorted({*first.spans, *second.spans})),
        pronunciation=first.pronunciation or second.pronunciation,
    )
