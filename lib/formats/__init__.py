"""Reading other tools' files into traces. Pure: no database, no Streamlit."""
