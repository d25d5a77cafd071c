"""Sentences: what figures, batches, agreement and changes say. Pure: no database, no Streamlit."""
