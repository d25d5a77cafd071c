"""Hostile text: the corpus, a project full of it, and how to tell that some of it became more than text."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from lib.model import (
    Display,
    Draw,
    Feedback,
    FeedbackOrigin,
    Group,
    Grouping,
    Note,
    Person,
    Project,
    Quote,
    Role,
    Step,
    StepKind,
    Trace,
    Verdict,
)
from lib.services import vectorising
from lib.spelling import is_seen
from lib.store.batches import batches
from lib.store.projects import people, projects
from lib.store.reviews import drafts, reviews
from lib.store.reviews.drafts import Draft
from lib.store.taxonomy import proposals, taxonomy
from lib.store.traces import imports, traces
from tests import seed
from tests.browser.sidebar import at_rest
from tests.server import Server

MARK = "zq"
"""What every piece of plain text below holds, so that it is found again on a page."""

PLAIN = (
    "**zqbold**",
    "_zqemphasis_ and `zqcode`",
    "# zqheading",
    "- zqitem",
    "> zqquote",
    "~~zqstruck~~",
    "$zqmath^2$",
    ":red[zqred]",
    ":blue-badge[zqbadge]",
    ":material/cake: zqcake",
    ":smile: zqsmile",
    ":streamlit: zqlogo",
    "zqfirst -> zqsecond -- zqthird <- zqfourth",
    "&lt;zqentity&gt; &amp; &#x26;",
    "[zqlink]({leak}/link)",
    "![zqimage]({leak}/image.png)",
    "zqurl {leak}/bare www.zqwww.example zq@zqmail.example",
    "[zqscheme](javascript:window.ran='scheme')",
    "<script>window.ran='script'</script>zqscript",
    "<img src=x onerror=window.ran='onerror'>zqonerror",
    "<img src={leak}/html.png>zqhtml",
    "<svg onload=window.ran='svg'>zqsvg",
    "<a href='{leak}/a'>zqanchor</a>",
    "'\"><script>window.ran='attribute'</script>zqattribute",
    "{{zqbrace}} ${{zqdollar}} %(zqpercent)s",
    "zqrtl \u202e\u2066reversed\u2069 zero\u200bwidth",
    '=HYPERLINK("{leak}/csv")zqformula',
    "+zqplus@zq",
)
_TICKETS = "https://example.com/"
"""Where the links of failure modes lead: written to be followed, the one address that is no leak."""

LONG = "zqlong" + "w" * 4_000


class Listener(ThreadingHTTPServer):
    """A server on this machine that nobody should ask for anything."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}"


class _Asked(BaseHTTPRequestHandler):
    server: Listener

    def do_GET(self) -> None:
        """Remember who asked for what."""
        self.server.asked.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing on the terminal."""


def planted(me: Person, hostile: tuple[str, ...]) -> Project:
    """Fill a project as its users would, each text once under each kind of name."""
    found = projects.create(me, "![zqproject](http://127.0.0.1:9/p.png) **zqname** $zq$ :red[zq]")
    count = len(hostile)
    at = [(text, hostile[(n + 1) % count], hostile[(n + 2) % count]) for n, text in enumerate(hostile)]
    opened = imports.start(me, found.id, "**zqfile** ![zqf](http://127.0.0.1:9/f.png).jsonl")
    imports.add(opened, [seed.as_new(trace_of(n, *texts)) for n, texts in enumerate(at)])
    imports.publish(me, opened, {})
    ids = [seed_id(me, found.id, text) for text in hostile]
    for n, text in enumerate(hostile[:-1]):
        batch(me, found.id, text, ids[n : n + 3])
    batch(me, found.id, "every zq trace", ids)
    vectorising.run(found.id, lambda _share, _message: True)
    for trace_id, (text, other, third) in zip(ids, at, strict=True):
        quoted = Note(text, step=2, quote=other)
        reviews.submit(me, found.id, trace_id, Verdict.FAIL, [quoted, Note(third)], seconds=20)
    for n, (text, other, _) in enumerate(at[:-1]):
        note = reviews.mine(me, found.id, ids[n])
        assert note is not None
        mode = taxonomy.create_mode(
            me, found.id, text, other[:400], [one.id for one in note.notes[:1] if one.id]
        )
        assert mode
        taxonomy.edit_mode(me, found.id, mode.id, owner=text[:80], link=f"{_TICKETS}{_in_link(text)}")
        taxonomy.edit_mode(me, found.id, mode.id, status="fixed", fixed_in=other[:200])
    people.set_role(me, found.id, "zq+**bold**@example.com", Role.VIEWER)
    _read_by_another(me, found.id, ids, at)
    _suggested(me, found.id, ids, at)
    for trace_id, (text, other, _) in zip(ids, at, strict=True):
        drafts.keep(me, found.id, trace_id, Draft((Note(text, 2, other),), revision=1))
    chosen = tuple(f"metadata.{text}" for text in hostile[:8])
    projects.set_display(me, found.id, Display(badges=("feedback", *chosen)))
    return found


def _read_by_another(me: Person, project_id: int, ids: list[int], at: list[tuple[str, str, str]]) -> None:
    people.set_role(me, project_id, "zqother@example.com", Role.ANNOTATOR)
    other = people.signed_in(
        "zqother@example.com", "**zqother** <img src=x onerror=window.ran=2>", is_admin=False
    )
    for trace_id, (text, quoted, third) in zip(ids, at, strict=True):
        reviews.submit(other, project_id, trace_id, Verdict.FAIL, [Note(third, 2, quoted), Note(text)])


def _suggested(me: Person, project_id: int, ids: list[int], at: list[tuple[str, str, str]]) -> None:
    groups = []
    for trace_id, (text, other, third) in zip(ids[:-3], at, strict=False):
        review = reviews.mine(me, project_id, trace_id)
        assert review is not None and review.notes[1].id is not None
        note_id = review.notes[1].id
        groups.append(Group(text, other, (note_id,), (Quote(note_id, third),), (text, other)))
    proposals.save(me, project_id, proposals.MODEL, Grouping(tuple(groups)), model="**zqmodel**")


def trace_of(n: int, text: str, other: str, third: str) -> Trace:
    """Return a trace that says these texts wherever a trace can say anything."""
    steps = (
        Step(1, StepKind.SYSTEM, text),
        Step(2, StepKind.USER, other, name=third),
        Step(3, StepKind.ASSISTANT, third, name=text),
        Step(
            4, StepKind.TOOL, name=text, arguments=f'{{"zqarg": {other!r}}}', result=third, error=bool(n % 2)
        ),
        Step(5, StepKind.RETRIEVAL, other),
        Step(6, StepKind.OTHER, third, name=other),
    )
    return Trace(
        text,
        steps,
        feedback=Feedback((-1.0, 1.0)[n % 2], FeedbackOrigin.SCORE, other),
        version=third,
        latency_seconds=1.0,
        group_key=other,
        metadata={text: other, "zqchannel": text, "expected": third},
        extra={text: {other: third}, "rubric": [text, other]},
    )


def seed_id(me: Person, project_id: int, external_id: str) -> int:
    """Return the id of the trace that was stored under this name."""
    found = traces.find(me, project_id, external_id)
    assert found is not None
    return found


def batch(me: Person, project_id: int, name: str, ids: list[int]) -> None:
    """Draw a batch of this name, each pick with the name as its reason."""
    count = len(ids)
    made = Draw(tuple(ids), (name,) * count, (True,) * count, (0.5,) * count, (name,) * count)
    batches.create(
        me,
        project_id,
        name,
        made,
        strategy="random",
        seed=1,
        parameters={"zqparameter": name},
        population=name,
        frame=range(1, count + 1),
    )


# What is meant to be markdown: the words of an assistant, in the trace view.
_STRAYED = """
(mark) => {
  const roots = [document];
  const strayed = [];
  for (let root; (root = roots.pop()); ) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let one = walker.nextNode(); one; one = walker.nextNode()) {
      if (one.shadowRoot) roots.push(one.shadowRoot);
      const around = one.nodeType === Node.TEXT_NODE ? one.parentElement : one;
      if (!around || around.closest("script, style, .fl-md")) continue;
      if (one.nodeType === Node.TEXT_NODE) {
        // In a chart a long name is broken into lines, each a node of its own.
        if (one.data.includes(mark) && !around.closest("svg")) {
          strayed.push(["text", one.data.slice(0, 400), around.tagName + "." + around.className]);
        }
      } else if (one.matches("img, image, a[href], iframe, object, embed, .katex, source, video")) {
        const at = String(one.src || one.href?.baseVal || one.href || one.data || "");
        strayed.push(["element", one.tagName, at, String(one.className), one.textContent.slice(0, 80)]);
      }
    }
  }
  return strayed;
}
"""
INVISIBLE = "\u2060"
_WHOLE = {  # the shortest part of each text that only stands there unchanged
    "zqbold": "**zqbold**",
    "zqemphasis": "_zqemphasis_",
    "zqcode": "`zqcode`",
    "zqheading": "# zqheading",
    "zqitem": "- zqitem",
    "zqquote": "> zqquote",
    "zqstruck": "~~zqstruck~~",
    "zqmath": "$zqmath^2$",
    "zqred": ":red[zqred]",
    "zqbadge": ":blue-badge[zqbadge]",
    "zqcake": ":material/cake: zqcake",
    "zqsmile": ":smile: zqsmile",
    "zqlogo": ":streamlit: zqlogo",
    "zqsecond": "zqfirst -> zqsecond",
    "zqthird": "-- zqthird",
    "zqfourth": "<- zqfourth",
    "zqentity": "&lt;zqentity&gt;",
    "zqlink": "[zqlink](http",
    "zqimage": "![zqimage](http",
    "zqwww": "www.zqwww.example",
    "zqmail": "zq@zqmail.example",
    "zqscheme": "[zqscheme](javascript:",
    "zqscript": "</script>zqscript",
    "zqonerror": ">zqonerror",
    "zqhtml": ">zqhtml",
    "zqsvg": ">zqsvg",
    "zqanchor": ">zqanchor",
    "zqattribute": "</script>zqattribute",
    "zqbrace": "{zqbrace}",
    "zqname": "**zqname**",
    "zqfile": "**zqfile**",
    "zqperson": "<b>zqperson</b>",
}


UNFOLD = """
() => {
  const root = document.querySelector(".fl-view");
  for (let left; (left = root.querySelectorAll("[data-waits]")).length; ) left.forEach((one) => one.fill());
}
"""


def problems(page: Page, url: str) -> list[str]:
    """Return what on the page, or in a frame of it, is more than the text it was."""
    found = []
    for frame in page.frames:
        for kind, *what in frame.evaluate(_STRAYED, MARK):
            if kind == "text":
                text = what[0].replace(INVISIBLE, "")
                for word, whole in _WHOLE.items():
                    # A text may be cut short, and then ends with an ellipsis.
                    if word in text and whole not in text and "…" not in text:
                        found.append(f"{whole!r} is shown as {text!r} in {what[1]}")
            elif MARK in what[3] and what[0] != "A":
                found.append(f"text became {what}")
            elif urlsplit(what[1]).scheme not in ("", "data", "blob", "about") and not what[1].startswith(
                (url, _TICKETS)
            ):
                found.append(f"an element points elsewhere: {what}")
        if frame.evaluate("() => window.ran"):
            found.append(f"a script ran: {frame.evaluate('() => window.ran')}")
    return found


def hosts(asked: list[str]) -> set[str]:
    """Return whom the browser asked for anything over the network."""
    return {urlsplit(url).netloc for url in asked if urlsplit(url).scheme in ("http", "https", "ws", "wss")}


def settled(page: Page) -> None:
    """Wait until the page has been drawn and no run is under way."""
    expect(page.get_by_test_id("stMain")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("heading", level=1).first).to_be_attached(timeout=60_000)
    at_rest(page)
    # What is fetched when it is first wanted: a kind of widget, the engine of charts, the frame of a table.
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    expect(page.locator("[data-testid=stVegaLiteChart]:not(:has(svg, canvas))")).to_have_count(0)
    for frame in page.frames[1:]:
        frame.wait_for_load_state("networkidle")


def stir(page: Page, look: Callable[[], None]) -> None:
    """Open what is folded, go through the tabs, rest on marks, cells and lists; ``look`` at each."""
    for tab in page.get_by_role("tab").all():
        tab.click()
        settled(page)
        look()
    for folded in page.locator("[data-testid=stExpander] summary, details:not([open]) > summary").all()[:12]:
        if folded.is_visible():
            folded.click()
    for marks in ("path[aria-roledescription]", "[role=graphics-symbol]", "canvas.marks"):
        for mark in page.locator(marks).all()[:4]:
            if mark.is_visible():
                mark.hover(force=True)
                look()
    for frame in page.frames[1:]:
        for cell in frame.locator(".ag-row .ag-cell").all()[:3]:
            cell.hover()
    for name in ("stSelectbox", "stMultiSelect"):
        for box in page.get_by_test_id(name).all()[:10]:
            if box.is_visible():
                box.click()
                look()
                page.keyboard.press("Escape")
    for help_button in page.get_by_test_id("stPopoverButton").all()[:4]:
        if help_button.is_visible():
            help_button.click()
            look()
            page.keyboard.press("Escape")
    settled(page)
    look()


def addresses(page: Page, server: Server, project: Project) -> list[str]:
    """Return the address of every page the sidebar leads to, and of a trace opened on each that shows one."""
    page.goto(f"{server.url}/?project={project.id}")
    settled(page)
    links = page.get_by_test_id("stSidebar").get_by_test_id("stPageLink-NavLink")
    expect(links.first).to_be_visible()
    found = [str(link.get_attribute("href")) for link in links.all()]
    return [urlsplit(href).path.rsplit("/", 1)[-1] for href in found]


def _in_link(text: str) -> str:
    """As much of a text as a link may hold, without its mark: it is not the text any more."""
    return "".join(letter for letter in text if is_seen(letter) and letter not in ' <>"`\\')[:300].replace(
        MARK, ""
    )
