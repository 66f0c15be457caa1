"""What must be true of a job's inputs before any work."""

from __future__ import annotations

import os
from pathlib import Path

from asr_pipeline.errors import MediaError, ModelUnavailableError, UsageError
from asr_pipeline.model import Request
from asr_pipeline.model_store import model_digest


def check_source(source: Path) -> None:
    """Refuse what cannot be media before a job is made for it.

    Raises:
        MediaError: the file is missing, empty, unreadable or no file, or JSON cannot hold its name.
    """
    try:
        found = source.stat()
    except FileNotFoundError as error:
        raise MediaError(f"{source}: there is no such file") from error
    except OSError as error:
        raise MediaError(f"{source} cannot be read: {error.strerror}") from error
    if _is_not_text(source):
        shown = os.fsencode(source).decode(errors="backslashreplace")
        raise MediaError(f"{shown}: its name is not UTF-8", "give it another one")
    if not source.is_file():
        raise MediaError(f"{source} is not a file; name the media files themselves")
    if not found.st_size:
        raise MediaError(f"{source} is empty (0 bytes)")
    if not os.access(source, os.R_OK):
        raise MediaError(f"{source} cannot be read: permission denied")


def check_models(request: Request) -> None:
    """Refuse to go on with other models than a job began with.

    Raises:
        ModelUnavailableError: one is gone.
        UsageError: one has other files.
    """
    known = {request.model: request.model_digest, request.align_model: request.align_model_digest}
    for model, digest in known.items():
        if model and not Path(model).is_dir():
            raise ModelUnavailableError(f"the job's model is gone: {model}", "put it back")
        if model and model_digest(Path(model)) != digest:
            raise UsageError(
                f"the model {model} is not the one that the job began with",
                "put that back, or start a new job with `asr-pipeline run`",
            )


def _is_not_text(source: Path) -> bool:
    """Return whether a name holds bytes that are no UTF-8; no job description could name it."""
    try:
        str(source).encode()
    except UnicodeEncodeError:
        return True
    return False
