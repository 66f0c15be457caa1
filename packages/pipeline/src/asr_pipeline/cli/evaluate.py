"""`asr-pipeline eval`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from asr_pipeline.errors import UsageError


@click.command("eval")
@click.argument("hypothesis", type=click.Path(path_type=Path))
@click.argument("reference", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def evaluate(hypothesis: Path, reference: Path, as_json: bool) -> None:
    """Print the word error rate of HYPOTHESIS against REFERENCE.

    Each is a transcript.json, srt, vtt or text file. Or HYPOTHESIS is a folder of jobs and
    REFERENCE a folder with a text for each, named as the job's input: then all count together.
    """
    import msgspec

    from asr_pipeline.evaluation import read_text, score

    pairs = list(_pairs(hypothesis, reference))
    heard, said = ([read_text(path) for path in paths] for paths in zip(*pairs, strict=True))
    result = score(heard, said)
    if as_json:
        click.echo(msgspec.json.encode(msgspec.structs.asdict(result) | {"wer": result.wer}))
        return
    click.echo(
        f"WER {result.wer:.1%} of {result.words} words: {result.substitutions} substituted, "
        f"{result.deletions} deleted, {result.insertions} inserted"
    )


def _pairs(hypothesis: Path, reference: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the files to compare, hypothesis first."""
    if not hypothesis.is_dir():
        yield hypothesis, reference
        return
    from asr_pipeline.jobs.folder import REQUEST, load_job, title_of

    texts = {title_of(path): path for path in sorted(reference.glob("*.txt"))}
    folders = sorted(path.parent for path in hypothesis.glob(f"*/{REQUEST}"))
    if not folders:
        raise UsageError(f"there are no jobs in {hypothesis}")
    for folder in folders:
        job = load_job(folder)
        if job.request.title not in texts:
            raise UsageError(f"{reference} has no text {job.request.title}.txt for {folder}")
        yield job.artifact("cleaned.json"), texts[job.request.title]
