"""Markdown as we speak it: syntax and positions, no meaning."""
