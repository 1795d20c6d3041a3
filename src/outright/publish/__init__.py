"""Outright: publish."""
