"""Cyclic garbage collection, switched off where it would find nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collection() -> Iterator[None]:
    """Without cyclic garbage collection: syntax trees are large and hold no cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def no_collection_of_results() -> Iterator[None]:
    """The same; what is made meanwhile is looked at when this is entered again, if ever."""
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    with paused_collection():
        yield
        gc.freeze()
