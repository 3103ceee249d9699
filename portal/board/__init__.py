"""What the reading room is made of: papers, pictures of the plan over time, and the calendar."""
