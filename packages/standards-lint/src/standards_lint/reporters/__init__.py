"""Findings, matrices and stories as text and as data; a reporter yields lines."""
