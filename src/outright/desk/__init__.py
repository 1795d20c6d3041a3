"""People: calls signed by two, taken back by one, and notes for readers; what may follow what is a table."""
