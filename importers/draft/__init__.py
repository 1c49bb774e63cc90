"""Drafts a mapping file from what an input seems to be."""
