"""Which conditions may ask whether something is there."""

from __future__ import annotations

from collections.abc import Collection

from standards_lint.facts import Call, Compare, Const, Expr, Logic, Name, Unary

_ABOUT_VALUES = frozenset(("==", "!=", "<", "<=", ">", ">=", "in", "not in"))
_PLAIN_TYPES = frozenset(
    "str int float bool bytes bytearray list tuple dict set frozenset complex type slice".split()
)
# Asking these about a value tells nothing about packages.
_PLAIN_CALLS = frozenset("len isinstance callable issubclass any all".split())
_SHORTEST_WORD = 2


def may_ask(test: Expr, words: Collection[str]) -> bool:
    """Whether a condition of unknown outcome may ask for a package, or follow from having one.

    Comparisons of values do not, unless they name one of the packages; what is asked of an object
    or of a function that is out of sight may.

    Args:
        test: the condition.
        words: lower-case names of the packages that are missing, and of what stands for them.
    """
    match test:
        case Unary(op="not", value=value):
            return may_ask(value, words)
        case Logic(values=values):
            return any(may_ask(value, words) for value in values)
        case Compare(left=left, ops=ops, rights=rights):
            operands = (left, *rights)
            if not _ABOUT_VALUES.issuperset(ops):
                return True
            return any(_names(operand, words) for operand in operands)
        case Call(func=Name(id="isinstance"), args=(_, kinds)):
            return not _are_plain(kinds)
        case Call(func=Name(id=name)) if name in _PLAIN_CALLS:
            return _names(test, words)
        case Const():
            return False
    return True


def _are_plain(kinds: Expr) -> bool:
    parts = getattr(kinds, "items", (kinds,))
    return all(isinstance(part, Name) and part.id in _PLAIN_TYPES for part in parts)


def _names(node: object, words: Collection[str]) -> bool:
    """Whether an expression mentions a package, or calls something that may."""
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, Const) and isinstance(item.value, str):
            text = item.value.lower()
            if any(_alike(text, word) for word in words):
                return True
        elif isinstance(item, Call) and getattr(item.func, "id", "") not in _PLAIN_CALLS:
            return True
        if isinstance(item, tuple):
            stack.extend(item)
        elif hasattr(item, "__struct_fields__"):
            stack.extend(getattr(item, field) for field in item.__struct_fields__)
    return False


def _alike(text: str, word: str) -> bool:
    return word in text or (len(text) >= _SHORTEST_WORD and text in word)
