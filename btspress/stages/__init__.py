"""The verbs: six functions, one a file, that never import each other."""
