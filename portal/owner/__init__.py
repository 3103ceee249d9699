"""What an owner's pages are made of: the actions asked, the form, what is kept, and the step that shows a person."""
