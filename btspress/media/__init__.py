"""The only door to ffmpeg, and the facts it tells."""
