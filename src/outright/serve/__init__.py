"""The HTTP application: the published tree and live events."""
