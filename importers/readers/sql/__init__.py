"""SQL dumps as tables: mysqldump and phpMyAdmin, pg_dump (COPY and --inserts), SQLite's .dump.

A dump is walked statement by statement on its bytes. Rows are cut out by one regular expression per
table and turned into text column by column; what the expression cannot vouch for goes a slow, strict way.
"""
