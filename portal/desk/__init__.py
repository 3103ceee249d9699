"""What the officer's desk shows of a cycle, put together from the store and the rules: plain values, no HTML."""
