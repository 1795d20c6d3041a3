"""A night in Python, for notebooks and scripts: open it, ask it, follow it, draw it, hand it on.

The front door (``import outright as ow``) leads here. Nothing is said that was not said that night: every answer
is read from a stored bulletin, or worked out exactly from its whole numbers, and knows the publication it stands
on (``seq``) and where the counts came from (``sources``). Frames are polars. What can be shown is shown in a
notebook as on the page, and as text everywhere else.

This module imports nothing, so that the command line can find a contest without loading a frame.
"""
