"""Write what docs/ takes from the code: ``make docs``."""

from scripts import docs

for page in docs.write():
    print(f"Wrote {page.relative_to(docs.ROOT)}")
