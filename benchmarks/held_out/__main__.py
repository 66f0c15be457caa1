"""`python -m benchmarks.held_out SET FOLDER`: what a glossary does for speech nobody tuned on."""

import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from asr_pipeline.bias_window_generator import create_bias_windows
from asr_pipeline.evaluation.terms import TermScore, score_terms
from asr_pipeline.evaluation.words import score
from asr_pipeline.glossary import read_glossary
from asr_pipeline.jobs.context import StageContext
from asr_pipeline.model import Term
from asr_pipeline.stages import demux
from asr_pipeline.whisper_backends.pcm import duration_of, read_pcm
from asr_pipeline.whisperx_integration import WhisperXProcessor

from .recordings import GLOSSARIES, SETS, Recording


def _demuxed(recordings: Sequence[Recording], work: Path) -> list[Path]:
    files = []
    for number, one in enumerate(recordings):
        folder = work / f"{number:03}"
        folder.mkdir()
        demux.run(StageContext(folder, {"source": one.audio}, {}))
        files.append(folder / "audio.wav")
    return files


def _heard(
    files: Sequence[Path], terms: Sequence[Term], processor: WhisperXProcessor
) -> tuple[list[str], float]:
    """Return the texts, and the seconds of CPU for them."""
    started = time.process_time()
    texts = []
    for audio in files:
        windows = create_bias_windows(terms, duration_of(read_pcm(audio)))
        texts.append(processor.process(audio, None, windows, glossary=terms).text)
    return texts, time.process_time() - started


def _show(name: str, heard: list[str], said: list[str], terms: TermScore, seconds: float) -> None:
    words = score(heard, said)
    false = f" ({', '.join(sorted(terms.false_alarms))})" if terms.false_alarms else ""
    click.echo(
        f"| {name} | {words.wer:.1%} | {terms.found} of {terms.said} | "
        f"{len(terms.false_alarms)}{false} | {seconds:.0f} s |"
    )


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", metavar="SET", type=click.Choice(list(SETS)))
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def main(name: str, folder: Path) -> None:
    """Recognise the recordings of SET, somewhere in FOLDER, without and with its glossary.

    Prints Markdown. Runs in the embedded environment.
    """
    terms = read_glossary(GLOSSARIES[name]).terms
    processor = WhisperXProcessor("embedded")
    with TemporaryDirectory() as work:
        recordings = list(SETS[name](folder, Path(work)))
        files = _demuxed(recordings, Path(work))
        said = [one.text for one in recordings]
        seconds = sum(duration_of(read_pcm(path)) for path in files)
        click.echo(f"{name}: {len(files)} recordings, {seconds:.0f} s\n")
        click.echo("| | WER | terms heard | false alarms | CPU |\n|---|---:|---:|---|---:|")
        for title, given in (("without", ()), ("with", terms)):
            heard, took = _heard(files, given, processor)
            _show(title, heard, said, score_terms(heard, said, terms), took)


if __name__ == "__main__":
    main()
