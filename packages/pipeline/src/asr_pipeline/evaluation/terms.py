"""Which glossary terms were heard where they are said, and which where they are not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct
from whisper_normalizer.english import EnglishTextNormalizer

from asr_pipeline.model import Term


class TermScore(Struct, frozen=True):
    """How often terms are said in all texts, and how many of these times they were heard.

    `missed` and `false_alarms` list the terms, once for each time.
    """

    said: int
    found: int
    missed: tuple[str, ...]
    false_alarms: tuple[str, ...]

    @property
    def recall(self) -> float | None:
        """The share of what is said that was heard; None where nothing is."""
        return self.found / self.said if self.said else None


def score_terms(
    hypotheses: Sequence[str], references: Sequence[str], terms: Sequence[Term]
) -> TermScore:
    """Compare texts pairwise, after Whisper's English normalisation; an alias counts as its term.

    A text in which a term is heard more often than it is said has a false alarm for each time more.
    """
    normalise = EnglishTextNormalizer()
    forms = {term.text: dict.fromkeys(map(normalise, (term.text, *term.aliases))) for term in terms}
    said = found = 0
    missed: list[str] = []
    false_alarms: list[str] = []
    for heard, spoken in zip(map(normalise, hypotheses), map(normalise, references), strict=True):
        for name, spellings in forms.items():
            wanted, got = (_times(text, spellings) for text in (spoken, heard))
            said += wanted
            found += min(wanted, got)
            missed += [name] * max(wanted - got, 0)
            false_alarms += [name] * max(got - wanted, 0)
    return TermScore(said, found, tuple(missed), tuple(false_alarms))


def _times(text: str, spellings: Sequence[str]) -> int:
    """Return how often any of the spellings stands in a text, the longest taken first."""
    ranked = sorted(filter(None, spellings), key=len, reverse=True)
    if not ranked:
        return 0
    pattern = "|".join(map(re.escape, ranked))
    return len(re.findall(rf"(?<!\S)(?:{pattern})(?!\S)", text))
