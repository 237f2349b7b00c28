"""What a trial audience said of a story, moment by moment: answers merged, counted and drawn."""
