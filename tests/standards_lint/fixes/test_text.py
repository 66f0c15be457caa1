"""Everything outside a change stays byte for byte."""

from hypothesis import example, given
from hypothesis import strategies as st
from standards_lint.fixes.text import SourceText, moved

LINES = st.lists(
    st.tuples(
        st.sampled_from(["", "a", "\ta ", "\fb", "#\f"]), st.sampled_from(["\n", "\r\n", "\r"])
    ),
    max_size=6,
)


@given(LINES, st.booleans(), st.booleans())
@example([("a", "\r"), ("\fb", "\r")], True, True)
def test_the_same_text_gives_the_same_bytes(lines, has_mark, is_ended):
    text = "".join(line + end for line, end in lines)
    content = (b"\xef\xbb\xbf" if has_mark else b"") + text.encode()
    content += b"" if is_ended else b"x"
    source = SourceText(content)
    assert source.with_text(source.text) == content


@given(LINES, st.integers(0, 6))
def test_an_added_line_leaves_the_others_as_they_are(lines, at):
    each = [f"{line}{number}{end}" for number, (line, end) in enumerate(lines)]
    content = "".join(each).encode() + b"end"
    source = SourceText(content)
    at = min(at, len(source.lines) - 1)
    made = source.with_text("\n".join([*source.lines[:at], "new line", *source.lines[at:]]))
    above, _, below = made.partition(b"new line")
    assert content.startswith(above)
    assert below.endswith(content.removeprefix(above))
    assert len(SourceText(made).lines) == len(source.lines) + 1


def test_new_lines_end_as_most_others_do():
    source = SourceText(b"a\r\nb\r\nc\n")
    assert source.with_text("a\nnew\nb\nc\n") == b"a\r\nnew\r\nb\r\nc\n"


def test_a_file_without_a_last_line_end_keeps_none():
    assert SourceText(b"a\nb").with_text("a\nnew\nb") == b"a\nnew\nb"
    assert SourceText(b"a\nb").with_text("b") == b"b"


def test_encoding_and_byte_order_mark_stay():
    latin = "# coding: latin-1\nx = 'é'\n".encode("latin-1")
    assert SourceText(latin).with_text("# coding: latin-1\ny\nx = 'é'\n") == latin.replace(
        b"\nx", b"\ny\nx"
    )
    marked = b"\xef\xbb\xbfa\n"
    assert SourceText(marked).with_text("a\nb\n") == b"\xef\xbb\xbfa\nb\n"


def test_a_form_feed_stays_where_it_is():
    source = SourceText(b"a\n\x0cdef f(): ...\n")
    assert source.with_text("new\na\ndef f(): ...\n") == b"new\na\n\x0cdef f(): ...\n"


def test_a_line_is_found_again_below_what_was_added():
    assert moved(b"a\nb\nc\n", b"x\na\nc\n", 1) == 2
    assert moved(b"a\nb\nc\n", b"x\na\nc\n", 2) is None
    assert moved(b"a\nb\nc\n", b"x\na\nc\n", 3) == 3
