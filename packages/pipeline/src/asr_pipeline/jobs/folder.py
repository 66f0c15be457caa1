"""Where a job keeps what."""

from __future__ import annotations

import re
import time
import unicodedata
from fnmatch import fnmatch
from itertools import chain, count
from pathlib import Path

import msgspec

from asr_pipeline.errors import ConfigError, UsageError
from asr_pipeline.jobs.files import digest, write_json
from asr_pipeline.jobs.lock import held
from asr_pipeline.model import REQUEST_VERSION, Request
from asr_pipeline.registry import GLOSSARY, SOURCE, STAGES, Stage

REQUEST = "job.json"
_TITLE_LENGTH = 48  # characters; at most 192 bytes, so that any file system takes the suffixes


class Job:
    """A job's folder and its request."""

    def __init__(self, folder: Path, request: Request) -> None:
        self.folder = folder
        self.request = request

    def stage_folder(self, stage: Stage) -> Path:
        """Return the folder of a stage, whether it exists or not."""
        return self.folder / stage.folder

    def inputs(self, stage: Stage) -> dict[str, Path]:
        """Return the paths of what a stage reads, patterns replaced by what there is for them.

        A file that the job was not given is left out.
        """
        names = [name for name in stage.reads if name != GLOSSARY or self.request.glossary]
        paths = {}
        for name in names:
            path = self.artifact(name)
            found = sorted(path.parent.glob(name)) if "*" in name else [path]
            paths |= {one.name if "*" in name else name: one for one in found}
        return paths

    def artifact(self, name: str) -> Path:
        """Return the path of an artifact, whether it exists or not."""
        if name == SOURCE:
            return Path(self.request.source)
        if name == GLOSSARY and self.request.glossary:
            return Path(self.request.glossary)
        for stage in STAGES:
            if any(name == pattern or fnmatch(name, pattern) for pattern in stage.writes):
                return self.stage_folder(stage) / name
        raise KeyError(name)

    def new_log(self) -> Path:
        """Return the path for the main log of a run that starts now; call it holding the lock."""
        folder = self.folder / "logs"
        folder.mkdir(exist_ok=True)
        name = f"99_pipeline_{time.strftime('%Y%m%d_%H%M%S')}"
        numbered = (f"{name}_{number}" for number in count(2))
        free = next(one for one in chain([name], numbered) if not (folder / f"{one}.log").exists())
        return folder / f"{free}.log"


def create_job(out: Path, request: Request) -> Job:
    """Return the folder under `out` that belongs to this request, making it where it is missing.

    The same request always gets the same folder, so that running it again continues it.

    Raises:
        UsageError: the folder cannot be written, or another run is making it.
    """
    identity = msgspec.structs.replace(request, reason="")
    folder = out / f"{request.title}-{digest(identity)[:8]}"
    try:
        (folder / "logs").mkdir(parents=True, exist_ok=True)
        if not (folder / REQUEST).exists():
            with held(folder):
                write_json(folder / REQUEST, request)
    except OSError as error:
        raise UsageError(
            f"cannot write the output folder {out}: {error.strerror or error}; "
            "choose another one with --out"
        ) from error
    return Job(folder, load_job(folder).request)


def load_job(folder: Path) -> Job:
    """Open an existing job.

    Raises:
        ConfigError: the folder holds no job, or one that this version cannot read.
    """
    path = folder / REQUEST
    try:
        request = msgspec.json.decode(path.read_bytes(), type=Request)
    except OSError as error:
        raise ConfigError(f"no job in {folder}: cannot read {path}: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise ConfigError(f"{path} is not a job description: {error}") from error
    if request.version > REQUEST_VERSION:
        raise ConfigError(f"{path} was written by a newer asr-pipeline; update this one")
    return Job(folder, request)


def title_of(source: Path) -> str:
    """Return a name for a job that is safe in any file system, made from the file's stem."""
    text = unicodedata.normalize("NFC", source.stem)
    return re.sub(r"[^\w.-]+", "-", text).strip("-.")[:_TITLE_LENGTH] or "audio"
