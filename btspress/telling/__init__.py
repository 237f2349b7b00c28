"""Whole documents told: chapters, films, people, and the threads between them."""
