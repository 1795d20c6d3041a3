"""The night: what is known at a moment, how the next publication changes it, and what is then said."""
