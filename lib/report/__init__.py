"""The page to forward, as HTML and as Markdown. Pure: charts come in as pictures."""
