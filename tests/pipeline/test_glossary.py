"""Glossary files of every form, and what is wrong with some."""

import csv
import io
import itertools
import json

import msgspec
import pytest
from asr_pipeline.bias_window_generator import (
    BiasWindow,
    create_bias_windows,
    estimated_tokens,
    get_window_for_time,
)
from asr_pipeline.errors import GlossaryError
from asr_pipeline.glossary import read_glossary
from asr_pipeline.model import Glossary, Span, Term
from asr_pipeline.pieces import LONGEST_SECONDS, cut_into_pieces, with_same_terms
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import composite

WHOLE = Glossary(
    (
        Term("Mrs. Bates", ("missus bates", "mrs bates"), 2.0, (Span(61.5, 75.0),), "B EY T S"),
        Term("Norland"),
    )
)
TABLE = "term\taliases\tpriority\tstart\tend\tpronunciation\n"


def read(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_glossary(path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("g.tsv", f"{TABLE}Mrs. Bates\tmissus bates|mrs bates\t2\t61.5\t75\tB EY1 T S\nNorland\n"),
        ("g.tsv", "Mrs. Bates\tmissus bates|mrs bates\t2\t61.5\t75\tb ey t s\nNorland\n"),
        ("g.csv", "term,priority,aliases,start,end,pronunciation\r\n"
         "Mrs. Bates,2,missus bates|mrs bates,61.5,75,B EY T S\r\n\r\n# a comment\r\nNorland\r\n"),
        ("g.json", msgspec.json.encode(WHOLE)),
        ("g.json", json.dumps([{"term": "Mrs. Bates", "aliases": ["missus bates", "mrs bates"],
         "priority": 2, "spans": [{"start": 61.5, "end": 75}], "pronunciation": "B EY T S"},
         "Norland"])),
    ],
)  # fmt: skip
def test_every_form_says_the_same(tmp_path, name, text):
    assert read(tmp_path, name, text) == WHOLE


def test_a_plain_list_may_have_comments_blanks_bom_and_any_line_end(tmp_path):
    text = "\ufeff# people\r\nNorland\r\n\r\n  Mrs.  Dashwood \r\ncafe\u0301\r\n"
    terms = read(tmp_path, "terms", text).terms
    assert [term.text for term in terms] == ["Norland", "Mrs. Dashwood", "caf\u00e9"]


def test_a_file_without_a_known_suffix_is_a_table_where_there_are_tabs(tmp_path):
    assert read(tmp_path, "terms", "# x\nNorland\tnor land\n").terms == (
        Term("Norland", ("nor land",)),
    )


def test_what_is_listed_twice_is_one_term(tmp_path):
    text = f"{TABLE}Norland\ta\t1\t1\t2\t\nnorland\tb|a\t3\t5\t6\tN AO R\nNORLAND\n"
    (term,) = read(tmp_path, "g.tsv", text).terms
    assert term == Term("Norland", ("a", "b"), 3.0, (), "N AO R")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("g.tsv", "a\t\thigh\n", "g.tsv:1: priority must be a number, not 'high'"),
        ("g.tsv", "a\n\t\t1\n", "g.tsv:2: there is no term"),
        ("g.tsv", "a\t\t\t5\n", "g.tsv:1: there is one of `start` and `end`"),
        ("g.tsv", "a\t\t\t5\t4\n", "g.tsv:1: a term cannot be said from 5 s to 4 s"),
        ("g.tsv", "a\t\t\t\t\tQ9 X\n", "g.tsv:1: Q9, X is no ARPAbet phone"),
        ("g.tsv", "a\t1\t2\t3\t4\t5\t6\n", "g.tsv:1: there are 7 fields, but 6 columns"),
        ("g.csv", "term,weight\na,1\n", "g.csv:1: unknown column 'weight'"),
        ("g.csv", "term,term\n", "g.csv:1: a column is named twice"),
        ("g.json", "{", "this is not JSON"),
        ("g.json", '[{"term": "a", "weight": 1}]', "unknown field `weight`"),
        ("g.json", "3", "g.json: Expected `object`"),
        ("g.json", '{"terms": 3}', "g.json: Expected `array`"),
        ("g.txt", "# nothing\n", "has no terms"),
        ("g.txt", b"caf\xe9\n", "is not UTF-8 (byte 3)"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path, name, text, words):
    with pytest.raises(GlossaryError) as caught:
        read(tmp_path, name, text)
    assert words in str(caught.value)
    assert name in str(caught.value)


def test_a_glossary_that_is_not_there(tmp_path):
    with pytest.raises(GlossaryError, match="cannot read the glossary"):
        read_glossary(tmp_path / "missing.tsv")


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1
).filter(lambda text: text.strip() and not text.lstrip().startswith("#") and "|" not in text)


@given(st.lists(TEXTS, min_size=1, unique_by=lambda text: text.casefold()), TEXTS)
def test_csv_and_json_hold_any_text(tmp_path_factory, texts, alias):
    folder = tmp_path_factory.mktemp("glossaries")
    content = io.StringIO()
    writer = csv.writer(content)
    writer.writerow(["term", "aliases"])
    writer.writerows([text, alias] for text in texts)
    (folder / "g.csv").write_bytes(content.getvalue().encode())
    (folder / "g.json").write_text(json.dumps([{"term": t, "aliases": [alias]} for t in texts]))
    assert read_glossary(folder / "g.csv") == read_glossary(folder / "g.json")


@composite
def terms(draw):
    texts = draw(st.lists(st.text("abc \u00e9\u97f3", min_size=1, max_size=30), max_size=30))
    times = st.tuples(st.floats(0, 200), st.floats(0.1, 50)).map(lambda t: Span(t[0], sum(t)))
    return [
        Term(text, (), draw(st.integers(0, 3)), tuple(draw(st.lists(times, max_size=2))))
        for text in texts
    ]


@given(terms(), st.floats(0, 300), st.floats(1, 60), st.integers(1, 200))
def test_windows_cover_the_audio_and_keep_to_the_budget(listed, duration, seconds, budget):
    windows = create_bias_windows(listed, duration, window_seconds=seconds, token_budget=budget)
    edges = [0.0, *(window.end for window in windows)]
    assert [window.start for window in windows] == edges[:-1]
    assert edges[-1] == round(duration, 3)
    for window in windows:
        assert sum(map(estimated_tokens, window.terms)) <= budget
        for text in window.terms:
            assert any(
                not term.spans
                or any(s.start < window.end and window.start < s.end for s in term.spans)
                for term in listed
                if term.text == text
            )
    assert windows == create_bias_windows(
        listed, duration, window_seconds=seconds, token_budget=budget
    )


@given(st.floats(0.1, 300), st.floats(-10, 310))
def test_every_time_has_its_window(duration, seconds):
    windows = create_bias_windows([Term("a")], duration)
    window = get_window_for_time(windows, seconds)
    if 0 <= seconds <= windows[-1].end:
        assert window.start <= seconds <= window.end
    else:
        assert window is None


def test_terms_go_by_priority_then_as_listed():
    listed = [Term("low"), Term("first", (), 5), Term("second", (), 5), Term("x" * 400, (), 9)]
    (window,) = create_bias_windows(listed, 10.0)
    assert window == BiasWindow(0.0, 10.0, ("first", "second", "low"))


def test_a_budget_or_a_length_must_be_positive():
    for wrong in ({"token_budget": 0}, {"window_seconds": 0}):
        with pytest.raises(ValueError, match="must be positive"):
            create_bias_windows([], 1.0, **wrong)
    assert create_bias_windows([], 0.0) == ()
    assert get_window_for_time((), 1.0) is None


@composite
def speech(draw):
    spans, clock = [], 0.0
    for _ in range(draw(st.integers(0, 15))):
        start = clock + draw(st.floats(0.01, 20))
        clock = start + draw(st.floats(0.1, 80))
        spans.append(Span(start, clock))
    return spans


@given(speech(), terms())
def test_pieces_hold_all_speech_and_never_mix_terms(spans, listed):
    end = spans[-1].end if spans else 1.0
    windows = create_bias_windows(listed, end)
    pieces = cut_into_pieces(spans, windows)
    for before, after in itertools.pairwise(pieces):
        assert before.end <= after.start
    for span in spans:
        inside = [one for one in pieces if one.start < span.end and span.start < one.end]
        assert inside[0].start <= span.start
        assert inside[-1].end >= span.end
        assert all(a.end == b.start for a, b in itertools.pairwise(inside))
    longest = max((span.end - span.start for span in spans), default=0.0)
    for piece in pieces:
        assert piece.end - piece.start <= max(LONGEST_SECONDS, longest)
        assert piece.terms == () or piece.terms in {window.terms for window in windows}
    for group in with_same_terms(pieces):
        assert len({piece.terms for piece in group}) == 1
    assert [one for group in with_same_terms(pieces) for one in group] == list(pieces)
