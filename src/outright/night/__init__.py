"""Outright: night."""
