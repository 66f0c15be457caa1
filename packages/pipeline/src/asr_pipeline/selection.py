"""Picking a backend among those that can run."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from asr_pipeline.registry import BACKENDS, find_backend


class Candidate(Struct, frozen=True):
    """A backend that can run, and the device it would run on."""

    backend: str
    device: str


def recommend(candidates: Iterable[Candidate]) -> Candidate | None:
    """Return the best candidate: those with an accelerator first, then the best on a cpu."""
    order = [row.name for row in BACKENDS]

    def rank(candidate: Candidate) -> tuple[bool, int]:
        on_cpu = candidate.device == "cpu"
        cpu_rank = find_backend(candidate.backend).cpu_rank
        return on_cpu, cpu_rank if on_cpu else order.index(candidate.backend)

    return min(candidates, key=rank, default=None)
