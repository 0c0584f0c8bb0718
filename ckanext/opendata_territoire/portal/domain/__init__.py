"""Pure rules of this slice."""
