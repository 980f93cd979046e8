// Highlights: choose words in the text, press “Highlight”. The words are kept as a private note; the colour is drawn
// over the text without changing it. Without this script, or without support for it, passages stand in the notes.

const prose = document.querySelector("[data-place]");
const bar = document.querySelector("[data-highlight-bar]");
const paints = typeof Highlight !== "undefined" && "highlights" in CSS;

const squeeze = (text) => text.replace(/\s+/g, " ").trim();

// All text of the lesson as one string without doubled spaces, and where each of its letters stands.
function letters() {
  const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) =>
      node.parentElement.closest("#notes, form, .term-tip, script, svg") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  });
  let text = "";
  const places = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (let at = 0; at < node.length; at += 1) {
      const letter = /\s/.test(node.data[at]) ? " " : node.data[at];
      if (letter === " " && text.endsWith(" ")) continue;
      text += letter;
      places.push([node, at]);
    }
  }
  return { text, places };
}

function paint() {
  if (!paints) return;
  const { text, places } = letters();
  const ranges = [];
  for (const quote of document.querySelectorAll("[data-quote]")) {
    const words = squeeze(quote.textContent);
    const at = text.indexOf(words);
    if (at < 0 || !words) continue;
    const range = new Range();
    range.setStart(...places[at]);
    const [node, last] = places[at + words.length - 1];
    range.setEnd(node, last + 1);
    ranges.push(range);
  }
  CSS.highlights.set("mine", new Highlight(...ranges));
}

function chosen() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const words = squeeze(selection.toString());
  const inside = prose.contains(range.commonAncestorContainer) && !range.commonAncestorContainer.parentElement?.closest("#notes, form");
  return inside && words.length > 2 && words.length <= 600 ? { range, words } : null;
}

function sectionOf(range) {
  const before = [...prose.querySelectorAll(":scope > h2[id]")].filter(
    (heading) => heading.compareDocumentPosition(range.startContainer) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return before.at(-1)?.id ?? "";
}

async function keep() {
  const found = chosen();
  const form = document.getElementById("new-note-form");
  if (!found || !form) return;
  const body = new URLSearchParams(new FormData(form));
  body.set("quote", found.words);
  body.set("anchor", sectionOf(found.range));
  const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = document.createRange().createContextualFragment(await answer.text()).firstElementChild;
  document.getElementById("notes").replaceWith(fresh);
  getSelection().removeAllRanges();
  bar.hidden = true;
  paint();
}

if (prose && bar) {
  paint();
  document.addEventListener("selectionchange", () => {
    bar.hidden = !chosen();
  });
  bar.querySelector("button").addEventListener("click", keep);
}

// Escape closes the explanation of a term until the pointer or the focus moves on.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const box of document.querySelectorAll(".term-box:hover, .term-box:focus-within")) {
    box.dataset.quiet = "";
    const wake = () => delete box.dataset.quiet;
    box.addEventListener("pointerleave", wake, { once: true });
    box.addEventListener("focusout", wake, { once: true });
  }
});
