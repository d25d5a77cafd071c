"""What a browser is asked, to say when a page has come or an act has been answered."""

# The board and the rows of charts lie in shadow roots.
BOARD = """window.board = (wanted) => [...document.querySelectorAll('[data-testid^=stBidi]')]
    .flatMap(one => one.shadowRoot ? [...one.shadowRoot.querySelectorAll(wanted)] : [])
window.rows = () => board('tr[data-key]').length"""

# Resolves with milliseconds from the start of the page, or from the next key or click, to the painted answer.
ARRIVES = """(from, ready) => new Promise((done, fail) => {
    // What never comes ends the run: a promise is waited for without a limit otherwise.
    setTimeout(() => fail(new Error(`not within two minutes: ${ready}`)), 120_000);
    const painted = () => done(performance.now() - from());
    const look = () => ready() ? setTimeout(painted) : requestAnimationFrame(look);
    requestAnimationFrame(look);
})"""
AT_REST = "document.querySelector('[data-test-script-state=notRunning]')"
ROWS = f"{AT_REST} && rows()"
SHOWN = f"{AT_REST} && [...document.querySelectorAll('%s')].some(one => one.checkVisibility())"
READABLE = "document.querySelector('.fl-step')"
ACTED = f"""() => {{ let at = 0;
    for (const kind of ['keydown', 'pointerdown'])
        addEventListener(kind, () => at ||= performance.now(), {{capture: true, once: true}});
    window.acted = ({ARRIVES})(() => at, () => at && (%s));
}}"""
