"""What must get into no log, no message and no other process.

A secret is the value of an environment variable that is named like one, and what stands between
`//` and `@` in an address.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

REDACTED = "[redacted]"
_SECRET = re.compile("TOKEN|SECRET|PASSW|CREDENTIAL|KEY", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"(?<=://)[^/\s@]+(?=@)")
_SHORTEST = 6  # characters; anything shorter would take words out of logs by chance


def is_secret(variable: str) -> bool:
    """Return whether an environment variable's name says that its value is secret."""
    return _SECRET.search(variable) is not None


def redacted(text: str) -> str:
    """Return `text` without secrets: those of this process's variables, and those in addresses."""
    for secret in sorted(_secrets(), key=len, reverse=True):
        text = text.replace(secret, REDACTED)
    return _IN_ADDRESS.sub(REDACTED, text)


def without_secrets() -> dict[str, str]:
    """Return this process's environment variables without secrets, for child processes."""
    return {
        name: _IN_ADDRESS.sub(REDACTED, value)
        for name, value in os.environ.items()
        if not is_secret(name)
    }


def _secrets() -> Iterator[str]:
    """Yield them line by line, as logs are written."""
    for name, value in os.environ.items():
        if is_secret(name):
            yield from (line for line in value.splitlines() if len(line) >= _SHORTEST)
