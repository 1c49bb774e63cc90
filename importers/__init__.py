"""Legacy records in: read, map, validate, resolve, write, account.

A record's way: `readers` give raw rows, `sources` say which of an input's tables are read and by what
mapping, `columns` make neutral records of them, `writing` puts these into the log, `ledger` keeps the
account; `pipeline` knows the whole of it. What is done with it afterwards has a room each: `proof`,
`retry`, `undo`, `erasure`, `authors`.
"""
