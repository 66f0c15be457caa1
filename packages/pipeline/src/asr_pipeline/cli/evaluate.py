"""`asr-pipeline eval`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from asr_pipeline.errors import UsageError

if TYPE_CHECKING:
    from asr_pipeline.evaluation.speed import Speed
    from asr_pipeline.evaluation.terms import TermScore
    from asr_pipeline.evaluation.timing import TimingError
    from asr_pipeline.evaluation.words import Score
    from asr_pipeline.jobs.folder import Job
    from asr_pipeline.model import Term

_WORDS_SUFFIX = ".words.tsv"


class Pair(NamedTuple):
    """A result, its reference text, its reference word times, and the job that it is from."""

    hypothesis: Path
    reference: Path
    words: Path
    job: Job | None


@click.command("eval")
@click.argument("hypothesis", type=click.Path(path_type=Path))
@click.argument("reference", type=click.Path(path_type=Path))
@click.option(
    "--glossary",
    type=click.Path(path_type=Path),
    help="Also count which of its terms were heard where they are said.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def evaluate(hypothesis: Path, reference: Path, glossary: Path | None, as_json: bool) -> None:
    """Print how far HYPOTHESIS is from REFERENCE: its words, its word times, its speed.

    Each is a transcript.json, srt, vtt, tsv or text file; word times are compared where both have
    them, which a tsv file has that holds one word a row. Or HYPOTHESIS is a folder of jobs and
    REFERENCE a folder with NAME.txt, and NAME.words.tsv where there are word times, for each input
    NAME: then all count together.
    """
    import msgspec

    from asr_pipeline.evaluation.speed import speed_of
    from asr_pipeline.evaluation.timing import read_words, timing_error
    from asr_pipeline.evaluation.words import read_text, score

    listed = _glossary(glossary)
    pairs = list(_pairs(hypothesis, reference))
    heard = [read_text(pair.hypothesis) for pair in pairs]
    said = [read_text(pair.reference) for pair in pairs]
    words = score(heard, said)
    terms = _score_terms(heard, said, listed) if listed else None
    timed = [pair for pair in pairs if pair.words.is_file()]
    times = timing_error([(read_words(pair.hypothesis), read_words(pair.words)) for pair in timed])
    jobs = [pair.job for pair in pairs if pair.job]
    speed = speed_of(jobs) if jobs else None
    if as_json:
        rtf = speed and round(speed.factor, 4)
        found = {"wer": words.wer, "rtf": rtf, "speed": speed, "timing": times, "terms": terms}
        click.echo(msgspec.json.encode(msgspec.structs.asdict(words) | found))
    else:
        _show(words, times, speed)
        if terms:
            _show_terms(terms)


def _glossary(path: Path | None) -> tuple[Term, ...]:
    if path is None:
        return ()
    from asr_pipeline.glossary import read_glossary

    return read_glossary(path).terms


def _score_terms(heard: list[str], said: list[str], terms: tuple[Term, ...]) -> TermScore:
    from asr_pipeline.evaluation.terms import score_terms

    return score_terms(heard, said, terms)


def _show_terms(terms: TermScore) -> None:
    missed = f" (missed: {', '.join(terms.missed)})" if terms.missed else ""
    false = f": {', '.join(terms.false_alarms)}" if terms.false_alarms else ""
    click.echo(
        f"terms: {terms.found} of {terms.said} heard{missed}, "
        f"{len(terms.false_alarms)} false alarms{false}"
    )


def _show(words: Score, times: TimingError | None, speed: Speed | None) -> None:
    click.echo(
        f"WER {words.wer:.1%} of {words.words} words: {words.substitutions} substituted, "
        f"{words.deletions} deleted, {words.insertions} inserted"
    )
    if times:
        click.echo(
            f"times of {times.matched} of {times.words} words: "
            f"starts {times.start_mean:.0f} ms off (median {times.start_median:.0f}), "
            f"ends {times.end_mean:.0f} ms (median {times.end_median:.0f})"
        )
    if speed:
        click.echo(
            f"RTF {speed.factor:.2f}: {speed.seconds:.1f} s to recognise {speed.duration:.1f} s"
        )


def _pairs(hypothesis: Path, reference: Path) -> Iterator[Pair]:
    """Yield the files to compare."""
    from asr_pipeline.jobs.folder import REQUEST, load_job, title_of

    if not hypothesis.is_dir():
        folder = hypothesis.absolute().parent.parent
        job = load_job(folder) if (folder / REQUEST).is_file() else None
        yield Pair(hypothesis, reference, reference, job)
        return
    texts = {title_of(path): path for path in sorted(reference.glob("*.txt"))}
    folders = sorted(path.parent for path in hypothesis.glob(f"*/{REQUEST}"))
    if not folders:
        raise UsageError(f"there are no jobs in {hypothesis}")
    for folder in folders:
        job = load_job(folder)
        if job.request.title not in texts:
            raise UsageError(f"{reference} has no text {job.request.title}.txt for {folder}")
        text = texts[job.request.title]
        words = text.with_name(text.name.removesuffix(".txt") + _WORDS_SUFFIX)
        yield Pair(job.artifact("cleaned.json"), text, words, job)
