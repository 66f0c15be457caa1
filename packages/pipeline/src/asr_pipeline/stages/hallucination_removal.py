"""Taking out what a recogniser made up."""

from __future__ import annotations

import logging

from asr_pipeline.hallucinations import remove_hallucinations
from asr_pipeline.jobs.context import StageContext
from asr_pipeline.model import Speech, Transcript

_log = logging.getLogger(__name__)


def run(context: StageContext) -> None:
    """Clean `aligned.json` and write `cleaned.json`, which lists what was removed and why."""
    heard = context.read("aligned.json", Transcript)
    cleaned = remove_hallucinations(heard, context.read("speech.json", Speech))
    for one in cleaned.removed:
        _log.info("removed %.2f-%.2f s, %s: %r", one.start, one.end, one.reason, one.text)
    context.write_json("cleaned.json", cleaned)
