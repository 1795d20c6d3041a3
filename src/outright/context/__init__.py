"""What stands beside a count and never decides it: money, polls, special elections, past results.

Bytes in, values out: nothing here opens a file, asks a network or reads a clock, and nothing that decides knows that
this room exists. Money is exact: whole cents, never a float.
"""
