// A very long trace: its steps come in parts, when they come near, and the parts longest out of sight go again.
// What is drawn of it is never more than some parts, so that neither the page nor its memory grows with the trace.

const PARTS_DRAWN = 12;
const PARTS_ASKED = 4;
const ASKED_AGAIN = 2500;
const LINE_HEIGHT = 22;

// Every step of a trace that came whole. `draw(step)` returns the node of a step.
function wholeSteps(trace, draw) {
  const element = node("ol", "fl-steps");
  const fill = () => element.replaceChildren(...trace.steps.map(draw));
  fill();
  return {
    element,
    fill,
    total: trace.steps.length,
    reach: (n, then) => {
      const step = stepIn(element, n);
      if (step) then(step);
    },
    answered: () => {},
  };
}

// The steps of a very long trace. `parent.onSteps({ trace, seq, parts, find })` asks for parts by their place and for
// the steps that hold some words, and says whether it could; `answered(answer)` is called with what came. Where steps
// are drawn, fl-redrawn is fired at the parent.
function longSteps(parent, trace, draw) {
  const { total, starts, lines } = trace.long;
  const element = node("div", "fl-long");
  const parts = starts.map((first, place) => partOfSteps(place, first, (starts[place + 1] ?? total + 1) - 1, lines[place]));
  const isNear = new WeakMap();
  // `wanted` is the step to be shown, `words` what is looked for, each with what is then to be done.
  /** @type {any} */
  const state = { seq: Date.now(), asked: 0, timer: 0, clock: 0, wanted: null, words: null };

  const partOf = (n) => parts.findLast((part) => part.first <= n);

  function put(part, steps) {
    part.steps = steps;
    part.drawn = state.clock += 1;
    part.element.style.height = "";
    delete part.element.dataset.awaited;
    part.element.replaceChildren(...steps.map(draw));
  }

  const holds = (part, other) => Boolean(other && part.element.contains(other));

  function takeAway(part) {
    part.element.style.height = `${part.element.offsetHeight}px`;
    part.element.dataset.awaited = saidOf(part);
    part.element.replaceChildren();
    part.steps = null;
    part.drawn = 0;
  }

  // What somebody looks at, has selected or stands in stays.
  function makeRoom() {
    const drawn = parts.filter((part) => part.drawn);
    const { anchorNode, focusNode } = document.getSelection() ?? {};
    const away = drawn
      .filter((part) => ![document.activeElement, anchorNode, focusNode].some((one) => holds(part, one)))
      .filter((part) => !isNear.get(part.element) && part !== state.wanted?.part)
      .sort((one, other) => one.drawn - other.drawn);
    for (const part of away.slice(0, Math.max(drawn.length - PARTS_DRAWN, 0))) takeAway(part);
  }

  // Does what changes heights, and what is in sight stays where it is: not every browser sees to that, nor everywhere.
  function staying(change) {
    const pane = scrollerOf(element);
    const { top, bottom } = pane === document.scrollingElement ? { top: 0, bottom: innerHeight } : pane.getBoundingClientRect();
    const inSight = (one) => one.getBoundingClientRect().bottom > top && one.getBoundingClientRect().top < bottom;
    const near = parts.filter((part) => isNear.get(part.element));
    const read = near.filter(({ drawn }) => drawn).flatMap((part) => [...part.element.children]);
    // What is being read, before what has not come yet.
    const stays = [...read, ...near.map((part) => part.element)].find(inSight);
    const before = stays?.getBoundingClientRect().top ?? 0;
    change();
    if (stays) pane.scrollTop += stays.getBoundingClientRect().top - before;
  }

  // Asks for what is wanted and not there, one question at a time: the last one that matters, not each that came by.
  function ask() {
    clearTimeout(state.timer);
    if (state.asked || !parent.isConnected) return;
    const wanted = [state.wanted?.part, ...parts.filter((part) => isNear.get(part.element))].filter((part) => part && !part.drawn);
    const find = state.words?.words;
    if (!wanted.length && find === undefined) return;
    const places = [...new Set(wanted.map((part) => part.place))].slice(0, PARTS_ASKED);
    state.seq += 1;
    if (parent.onSteps({ trace: trace.id, seq: state.seq, parts: places, find })) state.asked = state.seq;
    state.timer = setTimeout(
      () => {
        state.asked = 0;
        ask();
      },
      state.asked ? ASKED_AGAIN : 100,
    );
  }

  function arrive() {
    const { wanted } = state;
    if (!wanted?.part.drawn) return;
    state.wanted = null;
    const step = stepIn(wanted.part.element, wanted.n);
    if (step) wanted.then(step);
  }

  function answered(answer) {
    if (!answer || answer.of !== trace.id) return;
    if (answer.seq === state.asked) state.asked = 0;
    const came = answer.parts.filter(([place]) => !parts[place].drawn);
    staying(() => {
      for (const [place, steps] of came) put(parts[place], steps);
      makeRoom();
    });
    if (came.length) parent.dispatchEvent(new CustomEvent("fl-redrawn"));
    arrive();
    if (answer.find && answer.find.words === state.words?.words) {
      const { then } = state.words;
      state.words = null;
      then(answer.find);
    }
    ask();
  }

  const observer = new IntersectionObserver(
    (seen) => {
      for (const { target, isIntersecting } of seen) isNear.set(target, isIntersecting);
      for (const part of parts) if (part.drawn && isNear.get(part.element)) part.drawn = state.clock += 1;
      ask();
    },
    // Where the browser knows no margin within what scrolls, steps are asked for when they come into sight.
    /** @type {any} */ ({ rootMargin: "600px 0px", scrollMargin: "600px 0px" }),
  );

  for (const part of parts) {
    const steps = trace.steps.filter(({ n }) => n >= part.first && n <= part.last);
    if (steps.length) put(part, steps);
    element.append(part.element);
    observer.observe(part.element);
  }

  return {
    element,
    total,
    fill: () => {
      for (const part of parts) if (part.steps) put(part, part.steps);
    },
    reach: (n, then) => {
      const part = partOf(n);
      if (!part) return;
      state.wanted = { n, part, then };
      if (part.drawn) arrive();
      else ask();
    },
    answered,
    // Looks for words in all steps: `then({ words, steps, counts })`. Without words, no longer.
    search: (words, then) => {
      state.words = words ? { words, then } : null;
      if (words) ask();
    },
  };
}

function partOfSteps(place, first, last, lines) {
  /** @type {any} */
  const part = { place, first, last, drawn: 0, steps: null, element: node("ol", "fl-steps fl-steps-part") };
  part.element.start = first;
  part.element.dataset.from = first;
  part.element.dataset.awaited = saidOf(part);
  part.element.style.height = `${lines * LINE_HEIGHT}px`;
  return part;
}

function saidOf({ first, last }) {
  return first === last ? `Step ${number(first)} …` : `Steps ${number(first)} to ${number(last)} …`;
}

function stepIn(element, n) {
  return element.querySelector(`[data-step="${Number(n)}"]`);
}

// Brings a step into sight. What is around it gets its height as it comes into sight, so that it is looked at twice.
function scrollToStep(step, block) {
  step.scrollIntoView({ block });
  requestAnimationFrame(() => step.scrollIntoView({ block: block === "center" ? block : "nearest" }));
}

// How long the trace is, and a field to go to a step by its number.
function stepsLine(trace, steps) {
  const made = node("div", "fl-length fl-quiet");
  const all = `${number(trace.long.total)} steps`;
  if (!trace.id) {
    made.append(`${all}; the first ${number(trace.steps.length)} are shown`);
    return made;
  }
  const box = node("input", "fl-to-step");
  box.type = "text";
  box.inputMode = "numeric";
  box.placeholder = "Go to step";
  box.setAttribute("aria-label", "Go to step");
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key === "Tab") return;
    event.stopPropagation();
    if (event.key === "Escape") box.blur();
    if (event.key !== "Enter") return;
    event.preventDefault();
    const wanted = Number(box.value.replace(/[\s,.]/g, ""));
    if (!Number.isInteger(wanted) || wanted < 1) return;
    box.value = "";
    box.blur();
    steps.reach(Math.min(wanted, steps.total), (step) => scrollToStep(step, "start"));
  });
  made.append(`${all}; shown as you scroll`, box);
  return made;
}
