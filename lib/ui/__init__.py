"""The screens: a room a page, and what pages share. The only part of lib/ that imports Streamlit."""
