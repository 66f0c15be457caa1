"""Picking a backend among those that can run."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from asr_pipeline.registry import BACKENDS


class Candidate(Struct, frozen=True):
    """A backend that can run, and the device it would run on."""

    backend: str
    device: str


def recommend(candidates: Iterable[Candidate]) -> Candidate | None:
    """Return the best candidate: with an accelerator if there is one, in the table's order."""
    order = [row.name for row in BACKENDS]
    return min(
        candidates,
        key=lambda candidate: (candidate.device == "cpu", order.index(candidate.backend)),
        default=None,
    )
