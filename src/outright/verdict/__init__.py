"""Outright: verdict."""
