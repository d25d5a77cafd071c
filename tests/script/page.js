// As much of a page as the scripts need that turn text into nodes: a tree that can be read as one line.

class Made {
  constructor(tag) {
    Object.assign(this, { tagName: tag.toUpperCase(), className: "", dataset: {}, childNodes: [], said: {}, heard: {} });
  }

  append(...parts) {
    this.childNodes.push(...parts);
  }

  replaceChildren(...parts) {
    this.childNodes = parts;
  }

  appendChild(part) {
    this.append(part);
    return part;
  }

  set textContent(text) {
    this.childNodes = [text];
  }

  get textContent() {
    return this.childNodes.map((part) => (part instanceof Made ? part.textContent : part)).join("");
  }

  setAttribute(name, value) {
    this.said[name] = value;
  }

  addEventListener(name, act) {
    this.heard[name] = act;
  }

  createTHead = () => this.appendChild(new Made("thead"));
  createTBody = () => this.appendChild(new Made("tbody"));
  insertRow = () => this.appendChild(new Made("tr"));
  insertCell = () => this.appendChild(new Made("td"));
}

// `p(one em(two))` for a paragraph with an emphasised word.
function outline(part) {
  return part instanceof Made ? `${part.tagName.toLowerCase()}(${inside(part)})` : part;
}

function inside(made) {
  return made.childNodes.map(outline).join("");
}

const document = { createElement: (tag) => new Made(tag) };

module.exports = { Made, document, outline, inside };
