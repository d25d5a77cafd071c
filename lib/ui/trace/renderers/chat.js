// Chat: messages as formatted text; a tool call, its arguments and its result as one block.
renderers.chat = {
  said(step, trace) {
    if (called(step)) return [call(step)];
    if (step.kind === "system") return [prompt(step, trace)];
    const render = step.kind === "assistant" ? markdown : step.kind === "user" ? plain : value;
    return [...speaker(step), content(step, render)];
  },
};
