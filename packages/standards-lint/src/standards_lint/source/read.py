"""Reads one file into facts."""

from __future__ import annotations

import ast
import codecs
import io
import re
import sys
import tokenize
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache

from msgspec.structs import replace

from standards_lint.facts import FileFacts, If, Stmt, SyntaxProblem
from standards_lint.source.convert import Converter
from standards_lint.source.skeleton import skeleton
from standards_lint.source.spelling import newer_spelling
from standards_lint.source.versions import misplaced, newer_syntax

# Where the statements end that are worth reading alone: many files fail in their imports.
# Led by a literal, they are found at the speed of a substring search.
_DEFINITION = re.compile(r"\n(?=@|(?:class|def|async[ \t]+def)\b)")
# The first two lines where they may declare an encoding, by a coding line or a byte order mark.
_DECLARED = re.compile(rb"(?:(?:[^\n]*\n)?[^\n]*coding|%b)[^\n]*\n?[^\n]*\n?" % codecs.BOM_UTF8)
_IMPORTED = re.compile(r"\n(?:import|from)[ \t]+(\w+)")
# How many calls deep reading may go, as Python's own limit has it.
_DEPTH = 1000
# Reading a file in two steps costs more than it may save where the first is larger than this share.
_SMALL_SHARE = 4

# This Python's own parser reads spellings that older ones reject: only the whole text tells.
_READS_NEWER = sys.version_info >= (3, 12)


class Unreadable(Exception):
    """Source that is no text in its declared encoding."""


def decode(content: bytes) -> str:
    r"""Text of a source file by its byte order mark or coding line, with `\\n` line ends.

    Raises:
        Unreadable: the encoding is unknown, or the content does not fit it.
    """
    try:
        declared = _DECLARED.match(content)
        text = content.decode(_encoding(declared[0]) if declared else "utf-8")
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise Unreadable(str(error)) from error
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


@lru_cache(maxsize=256)
def _encoding(beginning: bytes) -> str:
    """The encoding that the first two lines declare; many files begin with the same ones.

    Raises:
        SyntaxError: it is unknown, or they do not fit it.
    """
    return tokenize.detect_encoding(io.BytesIO(beginning).readline)[0]


def parse(text: str) -> ast.Module:
    """Python's own syntax tree; warnings about the source are not ours to print."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def _from_skeleton(text: str) -> FileFacts | None:
    if "\f" in text or "\0" in text:
        return None
    left = skeleton(text)
    if left is None or (left.is_doubtful and _READS_NEWER):
        return None
    try:
        tree = parse(left.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    problems = newer_syntax(tree) if left.is_doubtful else ()
    placed = [replace(problem, line=left.lines[problem.line]) for problem in problems]
    return _facts(tree, Converter(left), tuple(placed))


def _facts(
    tree: ast.Module, converter: Converter, problems: tuple[SyntaxProblem, ...]
) -> FileFacts:
    body = converter.block(_lowered(tree, problems).body)
    futures = [
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for alias in node.names
    ]
    return FileFacts(body, problems, tuple(futures))


def _lowered(tree: ast.Module, problems: Iterable[SyntaxProblem]) -> ast.Module:
    """The tree in the nodes that the converter knows."""
    if not any(problem.since is not None and problem.since >= (3, 12) for problem in problems):
        return tree
    from standards_lint.source.lower import lowered

    return lowered(tree)


def _whole(text: str) -> FileFacts:
    try:
        tree = parse(text)
        problems = newer_syntax(tree) + misplaced(tree, frozenset()) + newer_spelling(text, tree)
        return _facts(tree, Converter(), problems)
    except (ValueError, RecursionError, MemoryError) as error:
        return _unparsable(1, f"cannot be parsed: {error or type(error).__name__}")
    except SyntaxError as error:
        from standards_lint.source.modern import downgrade

        older = downgrade(text)
        if older is None:
            return _unparsable(error.lineno or 1, error.msg)
        try:
            tree = parse(older.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return _unparsable(error.lineno or 1, error.msg)
        problems = older.problems + newer_syntax(tree) + misplaced(tree, older.lazy_lines)
        return _facts(tree, Converter(lazy_lines=older.lazy_lines), problems)


def _unparsable(line: int, message: str) -> FileFacts:
    return FileFacts((), (SyntaxProblem(line, message, None),), ())


def read(
    content: bytes, *, thorough: bool = False, lacks: Callable[[str], bool] | None = None
) -> FileFacts:
    """Facts of a file's content; whatever is wrong with it becomes a problem in them.

    Args:
        content: the bytes of the file.
        lacks: whether there is no package of this name to import; where there is none, the
            beginning of the file is enough.
        thorough: whether to compile it as well, which finds what is wrong inside the bodies of
            functions and takes about as long again as everything else.
    """
    try:
        text = decode(content)
    except Unreadable as error:
        return _unparsable(1, str(error))
    if lacks is not None and (begun := _beginning(text, lacks)) is not None:
        return begun
    try:
        with _same_depth():
            if thorough and (wrong := _compile_error(text)) is not None:
                facts = _whole(text)
                return facts if facts.problems else replace(facts, problems=(wrong,))
            return _from_skeleton(text) or _whole(text)
    except RecursionError:
        return _unparsable(1, "nested too deeply to analyse")


@contextmanager
def _same_depth() -> Iterator[None]:
    """Nesting that can be read does not depend on how deep the call is, or on the limit there."""
    depth, frame = _DEPTH, sys._getframe()
    while (frame := frame.f_back) is not None:
        depth += 1
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(depth)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def read_beginning(content: bytes, lacks: Callable[[str], bool]) -> FileFacts | None:
    """Facts of the statements up to the first import of something that is missing.

    Source that parses and ends behind a line that imports, or where a line begins with a
    definition, is the beginning of that file: no string, bracket or block goes on there, or it
    would be left open.

    Args:
        content: the bytes of the file.
        lacks: whether there is no package of this name to import.

    Returns:
        None where nothing is missing before the first definition, so that more will be asked for;
        where that is not much less than the whole file, or cannot be read alone.
    """
    try:
        return _beginning(decode(content), lacks)
    except Unreadable:
        return None


def _beginning(text: str, lacks: Callable[[str], bool]) -> FileFacts | None:
    found = _DEFINITION.search(text)
    imports = text[: found.end()] if found else text
    missing = _missing(imports, lacks)
    if missing is None:
        return None
    for end in (missing, len(imports)):
        if end * _SMALL_SHARE > len(text):
            return None
        with suppress(RecursionError), _same_depth():
            facts = _from_skeleton(text[:end])
            if facts is not None:
                return replace(facts, until=text.count("\n", 0, end) + 1)
    return None


def _missing(text: str, lacks: Callable[[str], bool]) -> int | None:
    """Where the first plain import of something missing ends, None without one."""
    there: set[str] = set()
    for found in _IMPORTED.finditer(f"\n{text}"):
        root = found[1]
        if root not in there and lacks(root):
            end = _line_end(text, found.end() - 1)
            line = text[found.start() : end]
            return end if "(" not in line or ")" in line else _line_end(text, text.find(")", end))
        there.add(root)
    return None


def _line_end(text: str, at: int) -> int:
    """The offset behind the line that holds an offset; behind all where there is none."""
    return (text.find("\n", at) + 1 if at >= 0 else 0) or len(text)


def _compile_error(text: str) -> SyntaxProblem | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "source", "exec", dont_inherit=True)
    except SyntaxError as error:
        return SyntaxProblem(error.lineno or 1, error.msg, None)
    except (ValueError, RecursionError, MemoryError) as error:
        return SyntaxProblem(1, f"cannot be compiled: {error or type(error).__name__}", None)
    return None


def read_text(text: str) -> FileFacts:
    """Facts of source that has no file to read bodies of functions from later."""
    try:
        with _same_depth():
            return _whole(text)
    except RecursionError:
        return _unparsable(1, "nested too deeply to analyse")


def read_body(lines: Sequence[str], first_line: int) -> Stmt | None:
    """The definition that these lines hold, with its body; None when it is no longer there.

    Args:
        lines: the whole definition, without its decorators.
        first_line: the number of the first of them in its file.
    """
    is_nested = bool(lines) and lines[0][:1].isspace()
    above = "\n" * (first_line - 1 - is_nested)
    text = above + "\n".join(["if True:", *lines] if is_nested else lines)
    try:
        with _same_depth():
            found = Converter().block(parse(text).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    inner = found[0] if found else None
    return inner.body[0] if is_nested and isinstance(inner, If) else inner
