"""Accounts of an organisation's people: invitation, roles, removal."""
