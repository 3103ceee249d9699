"""What the desk's pages of the plan, its people, boards, meetings and spreadsheets are made of."""
