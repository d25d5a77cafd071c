"""What more than one page uses of Streamlit, and the only part of lib/ that imports it."""
