"""Thai dates, digits, words, sorting and amounts as pure functions."""
