"""Word times from an aligner that leaves some out."""

import math

from asr_pipeline.model import Segment
from asr_pipeline.whisper_backends.alignment.placing import Placed, with_words
from hypothesis import given
from hypothesis import strategies as st

TIMES = st.one_of(st.none(), st.floats())
FOUND = st.lists(st.builds(Placed, st.just("word"), TIMES, TIMES, TIMES), max_size=12)
SEGMENT = Segment("five words are said here", 10.0, 20.0, 0.5)


def spans(segment):
    return [(word.start, word.end) for word in segment.words]


@given(FOUND)
def test_words_are_in_order_and_inside_the_segment_whatever_the_aligner_gives(found):
    segment = with_words(SEGMENT, found)
    assert (segment.text, segment.confidence) == (SEGMENT.text, SEGMENT.confidence)
    assert len(segment.words) in (0, len(found))
    times = [SEGMENT.start, *(time for span in spans(segment) for time in span), SEGMENT.end]
    assert times == sorted(times)
    assert all(math.isfinite(time) for time in times)
    if segment.words:
        assert (segment.start, segment.end) == (times[1], times[-2])


def test_a_word_without_times_shares_the_room_between_its_neighbours():
    found = [
        Placed("a", 11.0, 12.0),
        Placed("b"),
        Placed("c"),
        Placed("d", 14.0, 15.0),
        Placed("e"),
    ]
    expected = [(11.0, 12.0), (12.0, 13.0), (13.0, 14.0), (14.0, 15.0), (15.0, 20.0)]
    assert spans(with_words(SEGMENT, found)) == expected


def test_where_no_word_has_times_the_segment_stays_as_it_was():
    assert with_words(SEGMENT, [Placed("a"), Placed("b", math.nan, math.nan)]) == SEGMENT
    assert with_words(SEGMENT, []) == SEGMENT
