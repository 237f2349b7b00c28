"""What is made for an audience: which recipes each noun receives, in which sizes, codecs and levels."""
