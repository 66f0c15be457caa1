"""Objects as the libraries make them, with what they are known to leave undefined."""

import json
import math

import msgspec
import pytest
from asr_pipeline.model import Segment
from asr_pipeline.pieces import Piece

PIECE = Piece(10.0, 20.0)
UNDEFINED = [math.nan, math.inf, -math.inf]


def strict(segment):
    """Return the segment through JSON that allows no NaN."""
    text = msgspec.json.encode(segment)
    json.loads(text, parse_constant=pytest.fail)
    return msgspec.json.decode(text, type=Segment)


@pytest.mark.environment("faster")
@pytest.mark.parametrize("undefined", UNDEFINED)
def test_what_faster_whisper_makes(undefined):
    import numpy as np
    from asr_pipeline.whisper_backends.faster import _segment
    from faster_whisper.transcribe import Segment as Heard
    from faster_whisper.transcribe import Word

    words = [
        Word(np.float64(0.5), np.float32(1.25), " one", np.float32(0.75)),
        Word(np.float64(undefined), np.float64(2.0), " lost", np.float32(0.5)),
        Word(np.float64(2.0), np.float64(99.0), " two", np.float64(undefined)),
        Word(np.float64(3.0), np.float64(3.0), "  ", np.float64(1.0)),
    ]
    more = {"id": 1, "seek": 0, "tokens": [], "compression_ratio": 1.0, "temperature": 0.0}
    heard = Heard(
        start=np.float32(0.5),
        end=np.float64(99.0),
        text=" one lost two",
        words=words,
        avg_logprob=undefined,
        no_speech_prob=0.0,
        **more,
    )
    found = strict(_segment(heard, PIECE))
    assert (found.text, found.start, found.end) == ("one lost two", 10.5, 20.0)
    assert found.confidence is None
    spans = [(word.text, word.start, word.end, word.confidence) for word in found.words]
    assert spans == [("one", 10.5, 11.25, 0.75), ("two", 12.0, 20.0, None)]
    heard.words = None
    assert strict(_segment(heard, PIECE)).words == ()
    heard.start = undefined
    assert _segment(heard, PIECE) is None


@pytest.mark.environment("mlx")
@pytest.mark.parametrize("undefined", UNDEFINED)
def test_what_mlx_whisper_makes(undefined):
    import numpy as np
    from asr_pipeline.whisper_backends.mlx import _segment

    words = [
        {"word": " one", "start": np.float64(0.5), "end": np.float64(1.25), "probability": 0.75},
        {"word": " lost", "end": np.float64(2.0)},
        {
            "word": " two",
            "start": np.float32(2.0),
            "end": np.float64(99.0),
            "probability": undefined,
        },
    ]
    heard = {"text": " one lost two", "start": np.float64(0.5), "end": np.float64(99.0)}
    found = strict(_segment(heard | {"words": words, "avg_logprob": undefined}, PIECE))
    assert (found.start, found.end, found.confidence) == (10.5, 20.0, None)
    spans = [(word.text, word.start, word.end, word.confidence) for word in found.words]
    assert spans == [("one", 10.5, 11.25, 0.75), ("two", 12.0, 20.0, None)]
    assert strict(_segment(heard, PIECE)).words == ()
    assert _segment(heard | {"start": undefined}, PIECE) is None
