"""Sends a published site to where readers find it."""
