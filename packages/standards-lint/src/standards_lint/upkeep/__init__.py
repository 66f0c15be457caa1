"""Keeps locks, records, cells and configuration of environments in step."""
