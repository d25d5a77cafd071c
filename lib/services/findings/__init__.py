"""What was found in a project's traces and what it says of all of them: counts, rates, saturation.

Between the store, which knows how traces were drawn and what their readers said, and the formulas in
lib/stats. Positions in all arrays are those of the traces read: the judged ones, then the deferred. ``of`` is
the one door: pages, the report and the command line ask it, and it brings no pandas and no chart.
"""

from lib.services.findings.analysis import Analysis as Analysis
from lib.services.findings.analysis import of as of
