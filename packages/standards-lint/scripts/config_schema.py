"""Writes the JSON schema of the configuration from the types that decode it.

    python scripts/config_schema.py

The result is `src/standards_lint/config/schema.json`; editors read it for completion.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import msgspec
from standards_lint.config import Config

RESULT = Path(__file__).parent.parent / "src/standards_lint/config/schema.json"


def schema() -> dict[str, Any]:
    """The schema of `standards-lint.toml` and of `[tool.standards-lint]`."""
    document = msgspec.json.schema(Config)
    for definition in document["$defs"].values():
        definition["description"] = inspect.cleandoc(definition["description"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "standards-lint",
        **document,
    }


if __name__ == "__main__":
    RESULT.write_text(json.dumps(schema(), indent=2) + "\n", encoding="utf-8")
