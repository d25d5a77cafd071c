"""Altair, which checks no chart against Vega-Lite's schema as it is made: that takes as long as making it.

Whether each keeps to it is for the tests. Whoever draws a chart imports its module where it is drawn: altair
takes a third of a second, and the first page has no chart.
"""

import altair as alt
from altair.utils import schemapi

schemapi.disable_debug_mode()

__all__ = ["alt"]
