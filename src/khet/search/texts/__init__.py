"""Text out of files, in a process of its own."""
