"""traces."""

import streamlit as st

from lib.model import Role
from lib.ui import shell

visit = shell.enter(Role.VIEWER)
st.title("Traces")
