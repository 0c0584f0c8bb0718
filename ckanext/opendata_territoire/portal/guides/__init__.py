"""The guides of `docs/` for agents and DPO, read on the portal itself. `texts/` links to them."""
