"""What the search bench is made of: texts, typing errors, other ways to search, and how answers are counted."""
