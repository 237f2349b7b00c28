"""Compiles Markdown chapters and production footage into a documentary-style website."""

__version__ = "0.1.0"
