"""Spans of speech: in order, apart from each other, within the audio."""

from itertools import pairwise

from asr_pipeline.whisper_backends.voice.spans import padded
from hypothesis import given
from hypothesis import strategies as st

STRETCHES = st.lists(
    st.tuples(st.floats(0, 90), st.floats(0.01, 20)).map(lambda pair: (pair[0], sum(pair)))
)


@given(STRETCHES, st.floats(0, 2), st.floats(1, 100))
def test_padding_keeps_order_and_loses_no_speech(found, seconds, duration):
    spans = padded(found, seconds, duration)
    for span in spans:
        assert 0 <= span.start < span.end <= round(duration, 3)
    for before, after in pairwise(spans):
        assert before.end < after.start
    for start, end in found:
        if start + 0.01 < min(end, duration):
            middle = (start + min(end, duration)) / 2
            assert any(span.start <= middle <= span.end for span in spans)
