// What this browser holds of somebody's own words that the server has not taken, to be copied. The annotation screen
// keeps them in its storage (see kept_here.js); other screens hand over what waits as they are left.

const UNSENT = "faultline_unsent";
const SAID_AS = { pass: "Pass", fail: "Fail", defer: "Defer" };

function wordsKept(start) {
  const found = [];
  try {
    for (const [name, text] of Object.entries(localStorage)) {
      if (!name.startsWith(start) || !name.includes("/reader/")) continue;
      const { name: trace, verdict, notes = [] } = JSON.parse(text);
      const lines = notes
        .filter((note) => note.text.trim())
        .map(({ text: words, step, quote }) => `${words.trim()}${step ? ` (step ${step}${quote ? `: “${quote}”` : ""})` : ""}`);
      if (verdict || lines.length) found.push([`${trace ?? "A trace"}${verdict ? `: ${SAID_AS[verdict]}` : ""}`, ...lines].join("\n"));
    }
  } catch {
    /* no storage */
  }
  return found;
}

export default function unsent({ data, parentElement }) {
  const root = parentElement.querySelector(".fl-unsent");
  const draw = () => {
    const handed = globalThis.faultlineUnsent?.[data.project] ?? [];
    if (handed.length) root.handed = handed;
    const found = [...wordsKept(`faultline/kept/${data.person}/${data.project}-`), ...(root.handed ?? [])];
    if (!found.length) return root.replaceChildren();
    const title = document.createElement("h3");
    title.textContent = "What you wrote and the server has not stored";
    const says = document.createElement("p");
    says.textContent =
      "Copy it if you need it elsewhere. Reviews and notes stay on this computer: open Annotate here once you are back, and they are stored.";
    const box = document.createElement("textarea");
    box.readOnly = true;
    box.value = found.join("\n\n");
    box.rows = Math.min(14, box.value.split("\n").length + 1);
    box.setAttribute("aria-label", "What was not stored");
    const copy = document.createElement("button");
    copy.textContent = "Copy all";
    copy.addEventListener("click", async () => {
      box.select();
      // Where the page is not served over https there is no clipboard: what is selected can still be copied by keys.
      await navigator.clipboard?.writeText(box.value).then(
        () => (copy.textContent = "Copied"),
        () => {},
      );
    });
    return root.replaceChildren(title, says, box, copy);
  };
  draw();
  addEventListener(UNSENT, draw);
  return () => removeEventListener(UNSENT, draw);
}
