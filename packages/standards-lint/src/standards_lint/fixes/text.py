"""Source as a codemod sees it, and the way back to bytes with everything else as it was."""

from __future__ import annotations

import io
import tokenize
from collections import Counter
from difflib import SequenceMatcher

_BOM = b"\xef\xbb\xbf"


class SourceText:
    r"""The bytes of a file, and their `text` with `\\n` line ends and no form feed before code.

    `whole` is the text as it is.

    Args:
        content: the file.

    Raises:
        SyntaxError: its coding line names an unknown encoding, or contradicts its byte order mark.
        UnicodeDecodeError: it is no text in its encoding.
    """

    def __init__(self, content: bytes) -> None:
        self._encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        self._encoding = self._encoding.removesuffix("-sig")
        self._mark = _BOM if content.startswith(_BOM) else b""
        self.whole = content.removeprefix(_BOM).decode(self._encoding)
        self._raw = _split(self.whole)
        self.lines = [line.rstrip("\r\n").lstrip("\f") for line in self._raw]
        self.text = "\n".join(self.lines)

    def with_text(self, text: str) -> bytes:
        """The file with another text: lines that stay keep their bytes, new ones end as most do."""
        new = text.split("\n")
        ends = Counter(_end(line) for line in self._raw[:-1])
        usual = ends.most_common(1)[0][0] if ends else "\n"
        parts: list[str] = []
        for is_kept, first, last, start, stop in _matches(self.lines, new):
            if is_kept:
                parts += self._raw[first:last]
            else:
                parts += [line + usual for line in new[start:stop]]
        return self._mark + _joined(parts, usual).encode(self._encoding)


def moved(before: bytes, after: bytes, line: int) -> int | None:
    """The number of a line of one version of a file in another, None where it is gone."""
    old, new = SourceText(before).lines, SourceText(after).lines
    for is_kept, first, last, start, _ in _matches(old, new):
        if is_kept and first <= line - 1 < last:
            return start + line - first
    return None


def _split(text: str) -> list[str]:
    r"""Lines with their ends, as Python counts them: `\\n`, `\\r\\n` and `\\r` alone."""
    lines = text.replace("\r\n", "\0\n").replace("\r", "\r\n").replace("\0\n", "\r\r\n").split("\n")
    ended = [_shortened(line) for line in lines[:-1]]
    return [*ended, lines[-1]]


def _shortened(line: str) -> str:
    if line.endswith("\r\r"):
        return line[:-2] + "\r\n"
    return line if line.endswith("\r") else line + "\n"


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _joined(lines: list[str], usual: str) -> str:
    """The lines, of which all but the last must end and the last must not."""
    for at, line in enumerate(lines[:-1]):
        if not _end(line):
            lines[at] = line + usual
    last = lines[-1] if lines else ""
    return "".join([*lines[:-1], last.rstrip("\r\n")])


def _matches(old: list[str], new: list[str]) -> list[tuple[bool, int, int, int, int]]:
    """What stays and what is new, as ranges of both; what they begin and end with is skipped."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = SequenceMatcher(
        None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False
    )
    shifted = [
        (tag == "equal", i + head, j + head, k + head, m + head)
        for tag, i, j, k, m in middle.get_opcodes()
    ]
    end = (True, len(old) - tail, len(old), len(new) - tail, len(new))
    return [(True, 0, head, 0, head), *shifted, end]
