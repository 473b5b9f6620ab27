"""What proves a sizing: bounds, the multipliers that they follow from, and prices taken from them."""
