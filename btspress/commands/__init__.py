"""What a person can ask for: one function a command, importing what it needs when it is called."""
