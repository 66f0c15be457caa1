"""Findings of rules on public packages, drawn at random for people to judge."""
