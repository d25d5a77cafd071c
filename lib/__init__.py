"""Everything behind the pages. ARCHITECTURE of the rooms: see CONTRIBUTING.md."""
