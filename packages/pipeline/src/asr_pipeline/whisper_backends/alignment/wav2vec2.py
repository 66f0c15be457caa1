"""WhisperX's forced alignment, with a wav2vec2 model from a local folder.

The library would download what is missing, so all that it needs is looked for first. It splits
segments into sentences and sorts them, so each segment is aligned by itself and only the times of
its words are taken; its text stays as it was recognised.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nltk
import whisperx
from nltk.tokenize import PunktTokenizer
from whisperx.alignment import LANGUAGES_WITHOUT_SPACES
from whisperx.utils import PUNKT_LANGUAGES

from asr_pipeline.errors import ModelUnavailableError
from asr_pipeline.model import TRANSLATE, Segment, Transcript
from asr_pipeline.model_store import ALIGN_MODEL_FILES, complete_align_model
from asr_pipeline.whisper_backends.alignment.placing import Placed, with_words
from asr_pipeline.whisper_backends.protocol import AlignerSetup
from asr_pipeline.whisper_backends.waveform import read_waveform

_KNOWN_LETTERS = 0.5  # of the text; the aligner guesses where the others are
_log = logging.getLogger(__name__)


def align(audio: Path, transcript: Transcript, setup: AlignerSetup) -> tuple[Segment, ...]:
    """See `Aligner.align`."""
    if not transcript.segments:
        return ()
    if transcript.task == TRANSLATE:
        raise ModelUnavailableError("the words are a translation, which nobody says in the audio")
    language = transcript.language or ""
    folder = _named(setup.align_model, language)
    _check_sentence_data(language)
    model, facts = _load(folder, language, setup.device)
    _check_letters(transcript, facts["dictionary"], folder)
    samples = read_waveform(audio)
    segments = []
    for one in transcript.segments:
        asked = {"text": " ".join(one.text.split()), "start": one.start, "end": one.end}
        aligned = whisperx.align([asked], model, facts, samples, setup.device)
        segments.append(with_words(one, _found(one, language, aligned["word_segments"])))
    return tuple(segments)


def _named(folder: Path | None, language: str) -> Path:
    if folder is None:
        files = ", ".join(" or ".join(names) for names in ALIGN_MODEL_FILES)
        raise ModelUnavailableError(
            f"no model that times words in {language!r} is named",
            f"name the folder of a wav2vec2 model for it with --align-model ({files})",
        )
    return complete_align_model(folder)


def _check_sentence_data(language: str) -> None:
    """Load what the library would download, as it loads it."""
    name = PUNKT_LANGUAGES.get(language, "english")
    place = f"tokenizers/punkt_tab/{name}"
    try:
        PunktTokenizer(name)
    except (LookupError, OSError, ValueError) as error:
        raise ModelUnavailableError(
            f"NLTK's data {place} is missing or damaged",
            f"put that folder of NLTK's punkt_tab into {nltk.data.path[0]}, or set NLTK_DATA",
        ) from error


def _load(folder: Path, language: str, device: str) -> tuple[Any, dict[str, Any]]:
    try:
        return whisperx.load_align_model(language, device, str(folder), model_cache_only=True)
    except ValueError as error:
        # the library tells its own reason to standard output only
        raise ModelUnavailableError(
            f"the alignment model {folder} cannot be loaded: {error.__context__ or error}",
            "put its files there again, or name another folder with --align-model",
        ) from error


def _check_letters(transcript: Transcript, dictionary: Iterable[str], folder: Path) -> None:
    letters = [letter for letter in transcript.text.lower() if letter.isalpha()]
    known = set(dictionary)
    if sum(letter in known for letter in letters) < _KNOWN_LETTERS * len(letters):
        raise ModelUnavailableError(
            f"the alignment model {folder} does not know the letters of {transcript.language!r}",
            "name one for this language with --align-model",
        )


def _found(segment: Segment, language: str, words: list[dict[str, Any]]) -> list[Placed]:
    spaceless = language in LANGUAGES_WITHOUT_SPACES
    texts = list("".join(segment.text.split())) if spaceless else segment.text.split()
    if [one["word"] for one in words] != texts:
        _log.info("at %.2f s words could not be aligned", segment.start)
        return []
    return [
        Placed(one["word"], one.get("start"), one.get("end"), one.get("score")) for one in words
    ]
