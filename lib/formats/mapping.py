"""From records to traces: detect a mapping, change it, apply it. The front door of this package."""

from lib.formats.columns import FieldSeen, fields
from lib.formats.convert import content_hash, read_record, speaking, to_trace, unread
from lib.formats.detect import detect, feedback_reading
from lib.formats.shape import Mapping, Refused, described
from lib.formats.trial import Trial, try_out

__all__ = [
    "FieldSeen",
    "Mapping",
    "Refused",
    "Trial",
    "content_hash",
    "described",
    "detect",
    "feedback_reading",
    "fields",
    "read_record",
    "speaking",
    "to_trace",
    "try_out",
    "unread",
]
