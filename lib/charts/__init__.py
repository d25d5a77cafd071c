"""Frames to Altair charts, and charts to pictures. Pure: no database, no Streamlit."""
