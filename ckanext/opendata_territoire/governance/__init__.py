"""Governance: a draft, the review by a DPO, a decision of the organisation, publication."""
