"""Reading glossary files."""

from __future__ import annotations

from pathlib import Path

from asr_pipeline.errors import GlossaryError
from asr_pipeline.model import Glossary, Term


def read_glossary(path: Path) -> Glossary:
    """Read a plain glossary: a term a line; blank lines and lines that begin with `#` are skipped.

    Raises:
        GlossaryError: the file is missing or is not UTF-8 text.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GlossaryError(f"{path} cannot be read as a glossary: {error}") from error
    texts = (line.strip() for line in lines)
    return Glossary(tuple(Term(text) for text in texts if text and not text.startswith("#")))
