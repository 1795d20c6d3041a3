"""Outright: rehearsal."""
