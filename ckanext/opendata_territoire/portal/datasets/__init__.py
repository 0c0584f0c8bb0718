"""Datasets as an agent meets them: deposit, record, files, drafts."""
