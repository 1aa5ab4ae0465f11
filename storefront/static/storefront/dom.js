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
  const given = children.flat(Infinity);
  node.append(...given.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Replaces all that is in a node; what had the focus there has it again, if it is still there. */
export function fill(node, ...children) {
  const focused = node.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  node.replaceChildren();
  put(node, ...children);
  if (focused) {
    const same = [...node.querySelectorAll("a, button, input")].find(
      (each) => nameOf(each) === focused,
    );
    same?.focus({ preventScroll: true });
  }
  return node;
}

const nameOf = (node) => `${node.tagName} ${node.getAttribute("aria-label") ?? node.textContent}`;

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element, made like `el`. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return put(node, ...children);
}
