"""How a site begins: the first files, and their texts."""
