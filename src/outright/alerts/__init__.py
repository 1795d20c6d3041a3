"""Telling people and machines what happened: rules, messages, a memory of what was sent, and the doors they go out by.

Everything told follows from the newest bulletin; what was told already is in a small file beside the night's own, so
that a night begun again tells nothing twice. Nothing here can stop or delay the night.
"""
