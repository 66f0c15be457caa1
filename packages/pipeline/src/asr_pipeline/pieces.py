"""What a recogniser decodes at once: stretches of speech, each with the terms to expect in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from asr_pipeline.bias_window_generator import BiasWindow, get_window_for_time
from asr_pipeline.model import Span

LONGEST_SECONDS = 30.0  # what Whisper decodes at once


class Piece(Struct, frozen=True):
    """Audio from `start` to `end`, in seconds; `terms` are those to expect, the best first."""

    start: float
    end: float
    terms: tuple[str, ...] = ()


def cut_into_pieces(spans: Iterable[Span], windows: Sequence[BiasWindow]) -> tuple[Piece, ...]:
    """Return the pieces that hold all speech and begin and end where nobody speaks.

    Neighbours with the same terms are put together as long as the piece stays decodable at once.
    Only a span that is longer than that is cut within speech, at the edges of its windows.
    """
    pieces: list[Piece] = []
    for span in _cut_where_too_long(spans, windows):
        window = get_window_for_time(windows, (span.start + span.end) / 2)
        piece = Piece(span.start, span.end, window.terms if window else ())
        if pieces and _belong_together(pieces[-1], piece):
            piece = Piece(pieces.pop().start, piece.end, piece.terms)
        pieces.append(piece)
    return tuple(pieces)


def with_same_terms(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, ...]]:
    """Group neighbours that a decoder can be given in one call."""
    group: list[Piece] = []
    for piece in pieces:
        if group and group[-1].terms != piece.terms:
            yield tuple(group)
            group = []
        group.append(piece)
    if group:
        yield tuple(group)


def _belong_together(first: Piece, second: Piece) -> bool:
    return first.terms == second.terms and second.end - first.start <= LONGEST_SECONDS


def _cut_where_too_long(spans: Iterable[Span], windows: Sequence[BiasWindow]) -> Iterator[Span]:
    edges = [window.start for window in windows] if _differ(windows) else []
    for span in spans:
        if span.end - span.start <= LONGEST_SECONDS:
            yield span
            continue
        inside = [edge for edge in edges if span.start < edge < span.end]
        bounds = [span.start, *inside, span.end]
        yield from (Span(start, end) for start, end in pairwise(bounds))


def _differ(windows: Sequence[BiasWindow]) -> bool:
    return len({window.terms for window in windows}) > 1
