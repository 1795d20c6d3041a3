"""Outright: cli."""
