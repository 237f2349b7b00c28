"""What is withheld stays withheld: all that it is, and where a finished site may still show it."""
