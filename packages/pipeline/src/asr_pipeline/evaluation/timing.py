"""How far the times of words are from when they were said."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean, median

import jiwer
import msgspec
from msgspec import Struct

from asr_pipeline.errors import UsageError
from asr_pipeline.model import Transcript, Word

_MILLISECONDS = 1000


class TimingError(Struct, frozen=True):
    """Absolute differences in milliseconds over the `matched` words, of `words` in the reference.

    A word matches where both sides have the same word in the same place of the shortest edit.
    """

    matched: int
    words: int
    start_mean: float
    start_median: float
    end_mean: float
    end_median: float


def timing_error(pairs: Sequence[tuple[Sequence[Word], Sequence[Word]]]) -> TimingError | None:
    """Compare words heard with words said; None where no word matches or none has times."""
    found = [match for heard, said in pairs for match in _matches(heard, said)]
    if not found:
        return None
    starts = [abs(one.start - other.start) * _MILLISECONDS for one, other in found]
    ends = [abs(one.end - other.end) * _MILLISECONDS for one, other in found]
    return TimingError(
        matched=len(found),
        words=sum(len(said) for _, said in pairs),
        start_mean=round(fmean(starts), 1),
        start_median=round(median(starts), 1),
        end_mean=round(fmean(ends), 1),
        end_median=round(median(ends), 1),
    )


def read_words(path: Path) -> tuple[Word, ...]:
    """Return the words with times of a transcript.json, or of a tsv file with one word a row.

    The tsv file has the columns `start` and `end`, in milliseconds, and `text`. Other files, and
    transcripts without word times, give no words.

    Raises:
        UsageError: the file is missing or is not what its name says.
    """
    try:
        if path.suffix == ".json":
            transcript = msgspec.json.decode(path.read_bytes(), type=Transcript)
            return tuple(word for segment in transcript.segments for word in segment.words)
        if path.suffix == ".tsv":
            with path.open(encoding="utf-8", newline="") as file:
                return tuple(
                    map(_word, csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
                )
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} holds no words with times: it is not UTF-8") from error
    except (ValueError, KeyError, TypeError, msgspec.DecodeError) as error:
        raise UsageError(f"{path} holds no words with times: {error}") from error
    return ()


def _word(row: dict[str, str | None]) -> Word:
    if None in row.values():
        raise ValueError(f"a row is too short: {row}")
    start, end = (float(row[name]) / _MILLISECONDS for name in ("start", "end"))
    return Word(row["text"], start, end)


def _matches(heard: Sequence[Word], said: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    heard, said = _comparable(heard), _comparable(said)
    if not heard or not said:
        return
    texts = [" ".join(word.text for word in words) for words in (said, heard)]
    for chunk in jiwer.process_words(*texts).alignments[0]:
        if chunk.type == "equal":
            one = heard[chunk.hyp_start_idx : chunk.hyp_end_idx]
            yield from zip(one, said[chunk.ref_start_idx : chunk.ref_end_idx], strict=True)


def _comparable(words: Sequence[Word]) -> list[Word]:
    """Leave case and signs out; a word stays one word, whatever is in it."""
    plain = ("".join(filter(str.isalnum, word.text.casefold())) for word in words)
    return [
        msgspec.structs.replace(word, text=text)
        for word, text in zip(words, plain, strict=True)
        if text
    ]
