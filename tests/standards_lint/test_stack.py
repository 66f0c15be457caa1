"""Calls at any depth find room for their frames without asking the kernel for it."""

from __future__ import annotations

import resource

from standards_lint.stack import roomy

_CALLS = 500
_DEEP = 400


def _leaf() -> list[int]:
    a = b = c = d = e = f = g = h = i = j = k = 0
    return [a, b, c, d, e, f, g, h, i, j, k]


def _faults_at(depth: int) -> int:
    """Page faults of many calls from a frame at this depth."""
    if depth:
        return _faults_at(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(_CALLS):
        _leaf()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@roomy
def _most_faults() -> int:
    return max(_faults_at(depth) for depth in range(_DEEP))


def test_no_depth_costs_a_page_for_every_call() -> None:
    assert _most_faults() < _CALLS // 2


def test_function_stays_what_it_is() -> None:
    @roomy
    def add(left: int, right: int = 2) -> int:
        """Adds."""
        return left + right

    assert (add(1), add(1, right=5), add.__doc__) == (3, 6, "Adds.")


def test_what_is_no_function_is_left_alone() -> None:
    assert roomy(len) is len
