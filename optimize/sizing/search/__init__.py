"""The search of a sizing; `optimize.sizing.search.size` is its front page."""
