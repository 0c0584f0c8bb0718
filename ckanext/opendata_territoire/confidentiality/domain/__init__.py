"""What a request may not hold, and what a list may show. Pure rules."""
