"""From a prepared region to decisions: siting, hydrogen, chargers, years."""
