"""Thai dates, digits, words, order, money and numbers of identity: pure functions, no database."""
