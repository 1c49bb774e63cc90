"""Writers of data formats: one file per format, each `write(stream, records, columns)`.

`records` are plain mappings, written one at a time; `columns` are the columns of tabular formats, where a dot
leads into a nested record.
"""
