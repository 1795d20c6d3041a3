"""Outright: archive."""
