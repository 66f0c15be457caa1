"""How far the words of a transcript are from what was said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import jiwer
import msgspec
from msgspec import Struct
from whisper_normalizer.english import EnglishTextNormalizer

from asr_pipeline.errors import UsageError
from asr_pipeline.model import Transcript


class Score(Struct, frozen=True):
    """Counts of words of the reference; an insertion is a word that was not said."""

    words: int
    substitutions: int
    deletions: int
    insertions: int

    @property
    def wer(self) -> float:
        """The word error rate: all errors over the words of the reference; may exceed 1."""
        return (self.substitutions + self.deletions + self.insertions) / self.words


def score(hypotheses: Sequence[str], references: Sequence[str]) -> Score:
    """Compare texts pairwise after Whisper's English normalisation (case, spelling, numbers).

    Raises:
        UsageError: the references hold no words.
    """
    normalise = EnglishTextNormalizer()
    said = [normalise(text) for text in references]
    heard = [normalise(text) for text in hypotheses]
    words = sum(len(text.split()) for text in said)
    if not words or not all(said):
        raise UsageError("a reference holds no words, so there is no error rate")
    found = jiwer.process_words(said, heard)
    return Score(words, found.substitutions, found.deletions, found.insertions)


def read_text(path: Path) -> str:
    """Return the spoken text of a transcript.json, a subtitle file (srt, vtt, tsv) or a text file.

    Raises:
        UsageError: the file is missing or is not what its name says.
    """
    try:
        match path.suffix.lower():
            case ".json":
                return msgspec.json.decode(path.read_bytes(), type=Transcript).text
            case ".srt" | ".vtt":
                import pysubs2

                return "\n".join(event.plaintext for event in pysubs2.load(str(path)))
            case ".tsv":
                rows = path.read_text(encoding="utf-8").splitlines()[1:]
                return "\n".join(row.rpartition("\t")[2] for row in rows)
            case _:
                return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} holds no transcript: it is not UTF-8") from error
    except (ValueError, msgspec.DecodeError) as error:
        raise UsageError(f"{path} holds no transcript: {error}") from error
