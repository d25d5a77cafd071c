"""What needs the store and a pure room: bring in, draw, compare, group, count. No Streamlit."""
