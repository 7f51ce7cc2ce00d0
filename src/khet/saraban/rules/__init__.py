"""Who may do what with letters, and which state follows which; writes nothing."""
