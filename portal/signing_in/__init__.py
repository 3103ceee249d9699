"""What signing in is made of beside its pages: the council's own accounts, and counts that stop guessing."""
