"""Outright: rules."""
