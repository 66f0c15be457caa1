"""What Whisper's decoders can be asked for: languages, tasks, and terms to expect."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence

from asr_pipeline.errors import UsageError
from asr_pipeline.model import TRANSLATE
from asr_pipeline.whisper_backends.protocol import Asked

# Half of the decoder's 448 positions, less the token that says that a prompt follows
# (`n_text_ctx // 2 - 1` in OpenAI's decoding.py); the other half is left to the answer.
PROMPT_TOKENS = 223
ENGLISH = "en"
_SPECIAL_TOKEN = "<|"  # how tokenizers begin what is a command to the decoder
_log = logging.getLogger(__name__)


def check_request(asked: Asked, languages: Collection[str], model: str) -> None:
    """Refuse what a model with these languages cannot do.

    Raises:
        UsageError: it does not know the language, or knows English only and is to translate.
    """
    if asked.language not in (None, *languages):
        raise UsageError(
            f"the model {model} does not know the language {asked.language!r}",
            f"it knows {', '.join(sorted(languages))}",
        )
    if asked.task == TRANSLATE and set(languages) == {ENGLISH}:
        raise UsageError(
            f"the model {model} knows English only and cannot translate into it",
            "name a multilingual model with --model",
        )


def prompt_of(terms: Sequence[str], count_tokens: Callable[[str], int]) -> str | None:
    """Return the terms as text before the speech, as many as fit, the first first; None for none.

    `count_tokens` is the model's own: a decoder that is given too much would cut within a term, and
    some at the front, where the best ones are. A term that does not fit is left out for a shorter
    one after it.
    """
    kept: list[str] = []
    for term in terms:
        if _SPECIAL_TOKEN not in term and count_tokens(_joined([*kept, term])) <= PROMPT_TOKENS:
            kept.append(term)
    if len(kept) < len(terms):
        left_out = ", ".join(sorted(set(terms).difference(kept)))
        _log.info("the decoder is not told about what does not fit its prompt: %s", left_out)
    return _joined(kept).strip() or None


def _joined(terms: Sequence[str]) -> str:
    return f" {', '.join(terms)}"  # decoders put the blank before the prompt
