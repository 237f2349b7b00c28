"""Jobs, where their results are kept, and ways to do them."""
