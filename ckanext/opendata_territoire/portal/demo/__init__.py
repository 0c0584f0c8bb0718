"""Demonstration content: real tables of the territory, a fictional commune at work."""
