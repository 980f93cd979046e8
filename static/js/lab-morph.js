// Makes one tree like another without losing what a person is doing in it: focus, typed text, open sheets, scroll places.

const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.id || node.getAttribute("data-key") : null);

const isSame = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

function syncAttributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !(name === "open" && from.localName === "details")) from.removeAttribute(name);
  }
  for (const { name, value } of [...to.attributes]) {
    if (from.getAttribute(name) !== value && !(name === "open" && from.localName === "details")) from.setAttribute(name, value);
  }
}

// Text that a stream writes is marked `data-live` and belongs to the stream.
// A control takes the server's new value only when the server changed it, so typed text stays.
function syncControl(from, to) {
  if (from.localName === "input" && (from.type === "checkbox" || from.type === "radio")) {
    if (from.defaultChecked !== to.defaultChecked) from.checked = to.defaultChecked;
  } else if (from.localName === "input" || from.localName === "textarea") {
    if (from.defaultValue !== to.defaultValue) from.value = to.defaultValue;
  } else if (from.localName === "select") {
    const chosen = (select) => [...select.options].filter((option) => option.defaultSelected).map((option) => option.value).join("\n");
    if (chosen(from) !== chosen(to)) from.value = to.value;
  }
}

export function morph(from, to) {
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  syncControl(from, to);
  syncAttributes(from, to);
  if (from.localName !== "textarea" && !from.hasAttribute("data-live")) morphChildren(from, to);
}

function morphChildren(from, to) {
  let here = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const key = keyOf(wanted);
    let match = null;
    if (key) {
      for (let node = here; node; node = node.nextSibling) if (isSame(node, wanted)) { match = node; break; }
    } else if (here && isSame(here, wanted)) {
      match = here;
    }
    if (!match) {
      from.insertBefore(document.importNode(wanted, true), here);
      continue;
    }
    while (here !== match) {
      const gone = here;
      here = here.nextSibling;
      gone.remove();
    }
    morph(match, wanted);
    here = match.nextSibling;
  }
  while (here) {
    const gone = here;
    here = here.nextSibling;
    gone.remove();
  }
}
