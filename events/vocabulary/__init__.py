"""The vocabulary: event types, their parameters, and the kinds that typed and legacy events share.

Imports no database library, so that help and completion start fast.
"""
