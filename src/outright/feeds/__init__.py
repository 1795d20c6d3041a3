"""Reading counts: one short file per format, and detection of the kind."""
