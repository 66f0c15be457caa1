"""Rewrites files; a codemod is registered by its line here."""

from __future__ import annotations

from standards_lint.fixes import (
    bind_fallback,
    cached_accessor,
    defer_import,
    lazy_import,
    narrow_guard,
    remove_import,
    remove_suppression,
    type_checking_import,
)
from standards_lint.fixes.codemod import Codemod, Example, Refusal, Request, Rewritten, Taken

CODEMODS: dict[str, Codemod] = {
    item.kind: item
    for item in (
        bind_fallback.CODEMOD,
        cached_accessor.CODEMOD,
        defer_import.CODEMOD,
        lazy_import.CODEMOD,
        narrow_guard.CODEMOD,
        remove_import.CODEMOD,
        remove_suppression.CODEMOD,
        type_checking_import.CODEMOD,
    )
}

__all__ = ["CODEMODS", "Codemod", "Example", "Refusal", "Request", "Rewritten", "Taken"]
