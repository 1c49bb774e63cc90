"""XML as tables: WordPress exports (WXR), the event logs XES and OCEL, and dumps of MySQL.

A kind of XML is one module: which elements are records, and a function from records to rows of named
tables. It is walked in one direction, and what was walked is forgotten.
"""
