"""Bytes in, chunks of raw records out: columns of text, and the original bytes of each record.

A chunk is read by a fast columnar parser first. Where that one finds anything it cannot vouch for,
the same bytes are read again by a strict standard parser, which knows the exact line and bytes.
"""
