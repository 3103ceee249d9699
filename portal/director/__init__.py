"""What a director's pages are made of: the papers to sign, paragraph by paragraph, and the comments on them."""
