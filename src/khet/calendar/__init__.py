"""Office and school hours, holidays, terms and the working-minutes clock."""
