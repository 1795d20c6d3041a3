"""Outright: serve."""
