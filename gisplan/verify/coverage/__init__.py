"""Who is covered, how evenly, and along which corridors, computed again."""
