// Plain: every character as it came, nothing read as markdown or JSON.
renderers.plain = {
  said(step) {
    if (!called(step)) return [...speaker(step), content(step, plain)];
    const made = node("div", step.error ? "fl-call fl-failed" : "fl-call");
    const line = node("div", "fl-call-line");
    line.append(node("span", "fl-call-name", step.name || "call"));
    made.append(line);
    if (step.args !== undefined) made.append(folded(step.args, plain));
    if (step.text) made.append(content(step, plain));
    made.append(
      node("div", "fl-quiet fl-own", step.result === undefined ? "→ no result recorded" : step.error ? "→ result, an error" : "→ result"),
    );
    if (step.result !== undefined) made.append(folded(step.result, plain));
    return [made];
  },
};
