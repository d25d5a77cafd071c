// What is wrong with the words of a page as it stands now: one line each, none where all can be read.
() => {
  // Not looked at: what is folded away, what only stands for a text that is told whole where it is opened, and what is
  // written by somebody.
  const LET_BE = [
    "[data-testid=stSidebar][data-collapsed=true], .fl-hidden, svg, script, style, template, noscript, option",
    ".fl-brief, .fl-similar-list, [data-testid=stTooltipContent]",
  ].join();
  const LONGEST = 22;
  const wide = document.documentElement.clientWidth;
  const found = new Set();
  const styles = new Map();
  const style = (element) => {
    if (!styles.has(element)) styles.set(element, getComputedStyle(element));
    return styles.get(element);
  };
  const lineage = (element) => {
    const all = [];
    for (let at = element; at; at = at.parentElement ?? at.getRootNode().host) all.push(at);
    return all;
  };
  const name = (text) => JSON.stringify(text.trim().slice(0, 50));

  for (const box of [document.scrollingElement, document.querySelector("[data-testid=stMain]")])
    if (box && box.scrollWidth > box.clientWidth + 1) found.add(`the page scrolls sideways by ${box.scrollWidth - box.clientWidth} px`);

  const texts = [];
  const roots = [document.body];
  for (const root of roots) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.ELEMENT_NODE) {
        if (node.shadowRoot) roots.push(node.shadowRoot);
      } else if (node.data.trim()) texts.push(node);
    }
  }

  const seen = [];
  for (const text of texts) {
    const parent = text.parentElement ?? text.getRootNode().host;
    const above = lineage(parent);
    if (above.some((one) => one.matches(LET_BE))) continue;
    if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const whole = range.getBoundingClientRect();
    if (whole.width < 2 || whole.height < 2) continue;

    let [left, right, top, bottom] = [whole.left, whole.right, whole.top, whole.bottom];
    let moving = null;
    let gone = false;
    for (const one of above) {
      const look = style(one);
      if (!moving && (look.position === "fixed" || look.position === "sticky" || one.matches("dialog, [role=dialog]"))) moving = one;
      if (look.overflowX === "visible" && look.overflowY === "visible") continue;
      const box = one.getBoundingClientRect();
      const scrolls = look.overflowX === "auto" || look.overflowX === "scroll";
      // What ends in "…" and says the rest where it is pointed at is not cut.
      const ends = look.textOverflow === "ellipsis" && (one.title || one.parentElement?.title);
      // Cut: what lies past the edge cannot be scrolled to.
      if (!ends && !scrolls && look.overflowX !== "visible" && box.width > 2 && right > left && (right > box.right + 1 || left < box.left - 1) && bottom > box.top && top < box.bottom)
        found.add(`cut: ${name(text.data)}`);
      // What ends in "…" after some lines, and says the rest where it is pointed at, is not cut either.
      const clamped = look.webkitLineClamp !== "none" && one.title;
      const down = clamped || look.overflowY === "auto" || look.overflowY === "scroll";
      if (!down && look.overflowY !== "visible" && box.height > 2 && whole.height < 60 && (bottom > box.bottom + 3 || top < box.top - 3) && bottom > box.top + 3 && top < box.bottom - 3 && one.scrollHeight > one.clientHeight + 3)
        found.add(`cut below: ${name(text.data)}`);
      left = Math.max(left, box.left);
      right = Math.min(right, box.right);
      top = Math.max(top, box.top);
      bottom = Math.min(bottom, box.bottom);
      if (right - left < 1 || bottom - top < 1) {
        gone = true;
        break;
      }
    }
    if (gone) continue;
    if (right > wide + 1 || left < -1) found.add(`outside the window: ${name(text.data)}`);

    const lines = [...range.getClientRects()];
    if (lines.length > 1)
      for (const match of text.data.matchAll(/[\p{L}\d]{2,18}/gu)) {
        // Of code, what stands between two spaces may be longer than a line.
        const [before] = text.data.slice(0, match.index).match(/\S*$/);
        const [after] = text.data.slice(match.index).match(/^\S*/);
        if (before.length + after.length > LONGEST) continue;
        range.setStart(text, match.index);
        range.setEnd(text, match.index + match[0].length);
        const tops = new Set([...range.getClientRects()].filter((one) => one.width > 0).map((one) => Math.round(one.top)));
        if (tops.size > 1) found.add(`broken: ${name(match[0])} of ${name(text.data)}`);
      }
    for (const line of lines) {
      const part = { left: Math.max(left, line.left), right: Math.min(right, line.right), top: Math.max(top, line.top), bottom: Math.min(bottom, line.bottom), text, moving };
      if (part.right - part.left > 2 && part.bottom - part.top > 2) seen.push(part);
    }
  }

  const pen = document.createElement("canvas").getContext("2d");
  for (const field of roots.flatMap((root) => [...root.querySelectorAll("input[placeholder], textarea[placeholder]")])) {
    const look = style(field);
    pen.font = look.font;
    const room = field.clientWidth - Number.parseFloat(look.paddingLeft) - Number.parseFloat(look.paddingRight);
    const written = field.value || field.tagName === "TEXTAREA" || !field.checkVisibility();
    if (!written && pen.measureText(field.placeholder).width > room + 1) found.add(`cut: ${name(field.placeholder)}`);
  }

  seen.sort((a, b) => a.top - b.top);
  seen.forEach((one, at) => {
    for (let next = at + 1; next < seen.length && seen[next].top < one.bottom - 4; next += 1) {
      const other = seen[next];
      if (other.text === one.text || other.moving !== one.moving) continue;
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - other.top;
      if (across > 3 && down > 5) found.add(`overlap: ${name(one.text.data)} and ${name(other.text.data)}`);
    }
  });
  return [...found];
}
