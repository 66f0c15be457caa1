"""Fixes over real packages: they parse, settle, lose no name and no import that worked."""
