"""Imports legacy records: read, map, transform, write, account for each of them.

`readers` give raw rows, `planning` chooses the tables of an input and their mappings, `mapping` turns
raw columns into neutral records, `writing` puts these into the log, and `ledger` keeps the account. Only
`pipeline` knows the whole way. `trace`, `retry`, `undo`, `reconcile`, `erasure` and `authors` are what is
done afterwards.
"""
