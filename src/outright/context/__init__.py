"""What stands beside a count and never decides it: money, polls, special elections, past results."""
