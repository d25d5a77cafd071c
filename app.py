"""The app's entry: page config, start-up, navigation. Nothing else."""

import streamlit as st

from lib.ui import late
from lib.ui.overview import welcome
from lib.ui.shell import calm_page, shell

st.set_page_config(page_title="Faultline", page_icon="lib/ui/shell/icon.svg", layout="wide")
shell.start()
page = shell.navigation()
calm_page.titled(page.title)
# Where pages/ stands beside this file, Streamlit can run a page without it, past everything above. Each page
# looks for this mark first (shell.enter) and comes back through here where it is missing.
shell.opened(page)
late.wire()
try:
    page.run()
except shell.NoProject as nothing_yet:
    welcome.show(nothing_yet.person)
