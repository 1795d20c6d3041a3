"""The private desk over HTTP: signed in with a token, never in the published tree, kept by nobody's cache."""
