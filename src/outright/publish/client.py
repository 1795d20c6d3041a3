"""The build of the pages' script, and the oldest that may stay open on pages drawn today.

``web/src/client.ts`` says the same number; a test compares them.
"""

CLIENT = 1
"""The page's build: raised with a change of the page that a page already open cannot live with."""
CLIENT_MIN = 1
"""The oldest build that may stay open; an older page loads itself anew, once."""
