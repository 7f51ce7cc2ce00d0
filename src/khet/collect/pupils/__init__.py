"""Files of pupils against the roll of a school: rows as the register takes them, who they are, what would change."""
