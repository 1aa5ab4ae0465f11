/* Builds the page without ever reading text as HTML: what the API says ends in text nodes. */

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden"]);

/** An element. `on…` are listeners; children that are null, undefined or false are left out. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (PROPERTIES.has(name)) node[name] = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) {
      node.setAttribute(name, value === true ? "" : value);
    }
  }
  return put(node, ...children);
}

/** Appends children to a node; lists are flattened. */
export function put(node, ...children) {
  node.append(...given(children));
  return node;
}

const given = (children) =>
  children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false);

/** Replaces all that is in a node but those children that are there already: what is not touched
    loses no tap. What had the focus has it again, if it is still there. */
export function fill(node, ...children) {
  const focused = node.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  const wanted = given(children);
  for (const child of [...node.childNodes]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, at) => {
    const there = node.childNodes[at] ?? null;
    if (there !== child) node.insertBefore(nodeOf(child), there);
  });
  if (focused && !node.contains(document.activeElement)) {
    const same = [...node.querySelectorAll("a, button, input")].find(
      (each) => nameOf(each) === focused,
    );
    same?.focus({ preventScroll: true });
  }
  return node;
}

const nodeOf = (child) => (child instanceof Node ? child : document.createTextNode(child));

const nameOf = (node) =>
  `${node.tagName} ${node.id || (node.getAttribute("aria-label") ?? node.textContent)}`;

/** Makes nodes of things, for `fill`: a thing that is as it was last time has the same node. */
export function remembered(make) {
  let known = new Map();
  return (things) => {
    const before = known;
    known = new Map();
    for (const thing of things) {
      const key = JSON.stringify(thing);
      known.set(key, before.get(key) ?? make(thing));
    }
    return [...known.values()];
  };
}

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element, made like `el`. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return put(node, ...children);
}
