"""How other tools' records become steps: which messages, their contents, a conversation of them."""
