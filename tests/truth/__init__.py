"""Truth test: verdicts of standards-lint against real imports in real site directories."""
