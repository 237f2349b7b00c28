"""What an editor would ask of a story: rules that read it over, one file each, listed in `rules/__init__.py`."""
