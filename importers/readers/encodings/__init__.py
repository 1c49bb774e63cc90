"""Text encodings: which one an input is in, by what evidence, and the repair of text encoded twice."""

from importers.readers.encodings.decision import EncodingDecision, settled
from importers.readers.encodings.detection import detect_encoding, is_utf8
from importers.readers.encodings.sample import beyond_ascii
from importers.readers.encodings.utf8_twice import register_utf8_twice

__all__ = ["EncodingDecision", "beyond_ascii", "detect_encoding", "is_utf8", "register_utf8_twice", "settled"]
