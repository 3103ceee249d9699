"""What every test can ask for. tests/ is on the path, so `from drawn import a_position` works everywhere."""
