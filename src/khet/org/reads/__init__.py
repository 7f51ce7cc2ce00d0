"""Questions about units, people, posts and who acts."""
