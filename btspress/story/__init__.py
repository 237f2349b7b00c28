"""From names to things: which file is meant, which frames, who speaks, what may be shown."""
