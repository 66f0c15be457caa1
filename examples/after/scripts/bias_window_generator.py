"""Cut a recording into windows, each with the terms that the decoder should prefer there."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class BiasWindow:
    """A stretch of a recording, in seconds, with its preferred terms."""

    start: float
    end: float
    terms: tuple[str, ...]


def create_bias_windows(
    terms: Sequence[str], duration: float, window: float = 45.0
) -> list[BiasWindow]:
    """Cover `duration` seconds with windows of at most `window` seconds.

    Raises:
        ValueError: a length is not positive.
    """
    if duration <= 0 or window <= 0:
        raise ValueError(f"lengths must be positive: duration {duration} s, window {window} s")
    unique = tuple(dict.fromkeys(terms))
    count = -int(-duration // window)
    return [
        BiasWindow(index * window, min((index + 1) * window, duration), unique)
        for index in range(count)
    ]


def get_window_for_time(windows: Sequence[BiasWindow], time: float) -> BiasWindow | None:
    """Return the window that covers a time in seconds, or None outside all of them."""
    return next((window for window in windows if window.start <= time < window.end), None)
