"""Open-data portal of a French département, shared with its communes and EPCI."""
