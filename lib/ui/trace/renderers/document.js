// Document: the passages that were retrieved as numbered cards, and the answer beneath them.
const PASSAGE_LISTS = [
  "documents",
  "passages",
  "chunks",
  "contexts",
  "context",
  "retrieved_contexts",
  "retrieved_documents",
  "results",
  "hits",
  "matches",
  "sources",
  "nodes",
  "source_documents",
];
const PASSAGE_TEXTS = ["text", "content", "page_content", "passage", "chunk", "snippet", "body", "document"];
const PASSAGE_TITLES = ["title", "source", "name", "file", "filename", "url", "doc_id", "id"];
const PASSAGE_SCORES = ["score", "similarity", "relevance", "relevance_score", "distance"];

renderers.document = {
  before(trace) {
    const found = trace.extra ? passagesOf(parseJson(trace.extra)) : null;
    return found && passageCards(found);
  },
  said(step, trace) {
    if (called(step)) return [call(step, retrieved)];
    const found = step.kind === "retrieval" ? passagesOf(parseJson(step.text)) : null;
    return found ? [...speaker(step), passageCards(found)] : renderers.chat.said(step, trace);
  },
};

function retrieved(step) {
  const found = step.result === undefined ? null : passagesOf(parseJson(step.result));
  return found ? [passageCards(found)] : result(step);
}

// The passages in a list, or in the first field of an object that holds some; null where there are none.
function passagesOf(value) {
  if (Array.isArray(value)) {
    return value.length && value.every((one) => typeof one === "string" || passageField(one, PASSAGE_TEXTS)) ? value : null;
  }
  if (!value || typeof value !== "object") return null;
  for (const name of PASSAGE_LISTS) {
    const found = Array.isArray(value[name]) ? passagesOf(value[name]) : null;
    if (found) return found;
  }
  return null;
}

function passageField(value, names) {
  return value && typeof value === "object" ? names.find((name) => typeof value[name] === "string" && value[name]) : undefined;
}

function passageCards(passages) {
  const made = node("section", "fl-passages");
  made.append(node("div", "fl-quiet fl-own", `${number(passages.length)} ${passages.length === 1 ? "passage" : "passages"} retrieved`));
  made.append(...passages.map((passage, place) => passageCard(passage, place + 1)));
  return made;
}

function passageCard(passage, place) {
  const made = node("article", "fl-passage");
  const heading = node("div", "fl-passage-head");
  heading.append(node("span", "fl-passage-place", String(place)));
  made.append(heading);
  if (typeof passage === "string") {
    made.append(folded(passage, plain));
    return made;
  }
  const { [passageField(passage, PASSAGE_TEXTS)]: text, ...rest } = passage;
  const about = { ...rest, ...(rest.metadata && typeof rest.metadata === "object" ? rest.metadata : {}) };
  const title = passageField(about, PASSAGE_TITLES);
  if (title) heading.append(node("span", "fl-name", about[title]));
  const score = PASSAGE_SCORES.find((name) => about[name] !== undefined);
  if (score) heading.append(node("span", "fl-quiet", `${score} ${leafText(about[score])}`));
  made.append(folded(text, plain));
  const others = Object.fromEntries(Object.entries(rest).filter(([name]) => name !== title && name !== score));
  if (Object.keys(others).length) made.append(lazy("fl-unfold", "Other fields", leaves(others), () => jsonTree(others)));
  return made;
}
