"""The app's entry: page config, start-up, navigation. Nothing else."""

import streamlit as st

from lib.ui import late
from lib.ui.shell import shell

st.set_page_config(page_title="Faultline", page_icon="lib/ui/shell/icon.svg", layout="wide")
shell.start()
st.session_state[shell.VIA_APP] = True
late.wire()
shell.navigation().run()
