"""Interprets facts as an interpreter of one environment would, to tell what importing does."""
