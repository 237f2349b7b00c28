"""Which finished frame became of what was shot: by names, slates and timecode, then by looking."""
