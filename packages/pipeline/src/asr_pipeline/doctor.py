"""What keeps a machine from transcribing, and what to do about it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from asr_pipeline.config import Config
from asr_pipeline.model_store import model_folders
from asr_pipeline.overview import Overview, look_around
from asr_pipeline.registry import find_stage

ENOUGH_BYTES = 1 << 30  # an hour of 16 kHz audio is 115 MB
_NO_BACKEND = "no backend can run"


class Check(Struct, frozen=True):
    """One thing that was looked at; `advice` says what to do where `state` is not `good`.

    `bad` means that nothing can be transcribed, `limited` that something cannot be used.
    """

    subject: str
    state: Literal["good", "limited", "bad"]
    found: str
    advice: str | None = None


def examine(out: Path, config: Config) -> tuple[Check, ...]:
    """Look at environments, backends, models, the device, ffmpeg, and the output folder."""
    overview = look_around("auto", config)
    return (
        *_environments(overview),
        *_backends(overview),
        _models(config),
        _ffmpeg(overview),
        *_disk(out),
    )


def can_transcribe(checks: tuple[Check, ...]) -> bool:
    """Return whether at least one backend can run and its results can be written."""
    return all(check.state != "bad" for check in checks)


def _environments(overview: Overview) -> Iterator[Check]:
    for one in overview.environments:
        subject = f"environment {one.name}"
        if one.installed:
            yield Check(subject, "good", f"{one.origin}: {one.python}")
        else:
            yield Check(subject, "limited", one.obstacle or "", one.advice)


def _backends(overview: Overview) -> Iterator[Check]:
    for one in overview.backends:
        subject = f"backend {one.backend}"
        if one.device:
            yield Check(subject, "good", f"runs on {one.device}")
        else:
            yield Check(subject, "limited", one.obstacle or "", one.advice)
    if overview.picked:
        yield Check("--backend auto", "good", overview.reason)
    else:
        yield Check(
            "--backend auto", "bad", _NO_BACKEND, "install one: asr-pipeline envs install embedded"
        )


def _models(config: Config) -> Check:
    folders = model_folders(config)
    found = [path.name for folder in folders for path in sorted(folder.glob("*/"))]
    places = ", ".join(map(str, folders))
    if found:
        return Check("models", "good", f"{', '.join(found)} in {places}")
    return Check(
        "models",
        "limited",
        f"none in {places}",
        "the embedded backend brings its own; others need a folder there, or --model DIR",
    )


def _ffmpeg(overview: Overview) -> Check:
    """Look for it where the stage runs that needs it."""
    stage = find_stage("mux")
    place = next(one for one in overview.environments if one.name == stage.environment)
    versions = [place.distributions.get(name) for name in stage.distributions]
    if all(versions):
        return Check("ffmpeg", "good", f"bundled with imageio-ffmpeg {', '.join(versions)}")
    return Check(
        "ffmpeg",
        "limited",
        f"not in environment {place.name}: --mux will fail",
        f"asr-pipeline envs install {place.name}",
    )


def _disk(out: Path) -> Iterator[Check]:
    place = next(folder for folder in (out.absolute(), *out.absolute().parents) if folder.exists())
    if not os.access(place, os.W_OK) or not place.is_dir():
        yield Check("output folder", "bad", f"{place} cannot be written", "choose one with --out")
        return
    yield Check("output folder", "good", f"{out} can be written")
    free = shutil.disk_usage(place).free
    told = f"{free / (1 << 30):.1f} GiB free at {place}"
    if free >= ENOUGH_BYTES:
        yield Check("disk", "good", told)
    else:
        yield Check("disk", "limited", told, "an hour of speech takes 115 MB; --out names a folder")
