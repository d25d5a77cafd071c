"""Projects, the people in them, and what each chose for their own screens."""
