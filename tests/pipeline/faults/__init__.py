"""Faults: what a user meets, provoked for real, as tests and as the table in the manual."""
