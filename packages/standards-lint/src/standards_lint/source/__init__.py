"""Reads source files once into facts, and keeps what it read."""
