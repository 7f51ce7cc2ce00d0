"""The only place that writes units, people, posts, appointments and accounts."""
