"""Everything that is shown. Nobody else writes to a terminal or a data stream."""
