"""What must get into no log: values of environment variables that are named as secrets."""

from __future__ import annotations

import os
import re

REDACTED = "[redacted]"
_SECRET = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY", re.I)
_SHORTEST = 6  # characters; anything shorter would take words out of logs by chance


def is_secret(variable: str) -> bool:
    """Return whether an environment variable's name says that its value is secret."""
    return _SECRET.search(variable) is not None


def redacted(text: str) -> str:
    """Return `text` with the values of secret variables of this process replaced."""
    for name, value in os.environ.items():
        if is_secret(name) and len(value) >= _SHORTEST:
            text = text.replace(value, REDACTED)
    return text


def without_secrets() -> dict[str, str]:
    """Return this process's environment variables without the secret ones, for child processes."""
    return {name: value for name, value in os.environ.items() if not is_secret(name)}
