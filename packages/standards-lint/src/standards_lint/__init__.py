"""Proves, for every environment and module of a repository, whether importing it succeeds."""
