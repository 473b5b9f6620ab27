"""Which of the hydrogen sitings that serve as much at nearly the same cost: ties, in a named order."""
