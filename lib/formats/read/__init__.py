"""One file a shape of other tools' records, read into steps."""
