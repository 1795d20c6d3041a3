"""What the scripts of `bench/` share: made-up inputs, real samples, bare parsers, and taking turns at the clock."""
