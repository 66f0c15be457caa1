"""Whether a job's files are what its stages left. Reads everything, runs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from asr_pipeline.jobs.files import digest, sha256_of
from asr_pipeline.jobs.folder import Job
from asr_pipeline.jobs.manifest import MANIFEST, Manifest, load_manifest
from asr_pipeline.plan import stages_of
from asr_pipeline.registry import GLOSSARY, SOURCE, Stage


class Problem(Struct, frozen=True):
    """Something that is not as a stage left it; `path` is the file or the stage's folder."""

    stage: str
    kind: Literal["unfinished", "missing", "edited", "stale"]
    path: str
    what: str


def problems_of(job: Job) -> Iterator[Problem]:
    """Yield what is wrong; content is read, sizes and times are not trusted.

    A source or glossary that is gone is no problem: what was made from it is still good.
    """
    made = {
        name: sha256_of(job.artifact(name))
        for name in (SOURCE, GLOSSARY)
        if (name == SOURCE or job.request.glossary) and job.artifact(name).is_file()
    }
    for stage in stages_of(job.request):
        folder = job.stage_folder(stage)
        manifest = load_manifest(folder)
        if manifest is None:
            yield Problem(stage.name, "unfinished", str(folder), f"{stage.name} is not finished")
            continue
        yield from _differences(stage, folder, manifest)
        yield from _origins(job, stage, manifest, made)
        made |= {output.name: output.sha256 for output in manifest.outputs}


def _differences(stage: Stage, folder: Path, manifest: Manifest) -> Iterator[Problem]:
    """Compare the files with the manifest, and the manifest with itself."""
    for output in manifest.outputs:
        path = folder / output.name
        if not path.is_file():
            what = f"{path} is gone; {stage.name} had written it"
            yield Problem(stage.name, "missing", str(path), what)
        elif sha256_of(path) != output.sha256:
            what = f"{path} is not what {stage.name} wrote: it was changed by somebody else"
            yield Problem(stage.name, "edited", str(path), what)
    if manifest.basis.key != manifest.key:
        path = folder / MANIFEST
        yield Problem(stage.name, "edited", str(path), f"{path} was changed by somebody else")


def _origins(job: Job, stage: Stage, manifest: Manifest, made: dict[str, str]) -> Iterator[Problem]:
    """Compare what the stage was made from with what there is, and with what was asked for."""
    folder = str(job.stage_folder(stage))
    for given in manifest.inputs:
        if made.get(given.name, given.sha256) != given.sha256:
            what = f"{stage.name} was made from another {given.name} than there is now"
            yield Problem(stage.name, "stale", folder, what)
    asked = {name: getattr(job.request, name) for name in stage.parameters}
    if digest(manifest.basis.parameters) != digest(asked):
        what = f"{stage.name} was made with other parameters than job.json has"
        yield Problem(stage.name, "stale", folder, what)
