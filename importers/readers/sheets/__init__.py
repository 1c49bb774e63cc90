"""Workbooks, each sheet a table: XLSX and ODS row by row, so that any size fits; old XLS, which holds no more
than 65,536 rows, by the library for it.

A kind of workbook is one module: which sheets there are, and a function from a sheet to its filled rows.
"""
