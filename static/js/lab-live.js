// A lab without page loads: acts are sent in place, the avatar's reply comes as it is spoken. Without this file every form
// works as it stands, and the reply comes whole.

import { morph } from "./lab-morph.js";

const FAILURES_BEFORE_FALLBACK = 3;
const lab = document.querySelector("[data-lab]");
let source = null;
let failures = 0;
let wanted = "";

function show(html, address) {
  const next = new DOMParser().parseFromString(html, "text/html");
  const room = next.querySelector("[data-lab]");
  if (!room) {
    location.assign(address);
    return;
  }
  morph(lab, room);
  document.title = next.title;
  listen();
}

async function fetchPage(address, options = {}) {
  const answer = await fetch(address, { credentials: "same-origin", ...options });
  if (answer.redirected && !answer.url.includes("/learn/labs/sessions/")) {
    location.assign(answer.url);
    return null;
  }
  return { html: await answer.text(), address: answer.url, isGood: answer.ok };
}

async function refresh() {
  const page = await fetchPage(location.href);
  if (page) show(page.html, page.address);
}

function tell(text) {
  const notice = lab.querySelector("[data-lab-notice]");
  if (!notice) return;
  notice.textContent = text;
  notice.hidden = false;
}

async function send(form, button) {
  const body = new FormData(form, button);
  const controls = [...form.querySelectorAll("button")];
  const sheet = form.closest("[popover]");
  controls.forEach((control) => control.setAttribute("aria-disabled", "true"));
  try {
    const action = button?.hasAttribute("formaction") ? button.formAction : form.action;
    const page = await fetchPage(action, { method: "POST", body, headers: { "X-Stream": "1" } });
    if (!page) return;
    if (page.isGood) {
      form.reset();
      if (sheet && sheet.matches(":popover-open")) sheet.hidePopover();
      const address = new URL(page.address);
      if (address.search !== location.search) history.replaceState(null, "", address.pathname + address.search);
    }
    show(page.html, page.address);
    if (page.isGood && form.dataset.focus) document.getElementById(form.dataset.focus)?.focus();
  } catch {
    tell(lab.dataset.offline);
  } finally {
    controls.forEach((control) => control.removeAttribute("aria-disabled"));
  }
}

function close() {
  source?.close();
  source = null;
}

// The element that waits for a reply names its stream; without one there is nothing to hear.
function listen() {
  const turn = lab.querySelector("[data-stream]");
  if (!turn) {
    wanted = "";
    close();
    return;
  }
  if (source && wanted === turn.dataset.stream) return;
  close();
  wanted = turn.dataset.stream;
  failures = 0;
  open(`${turn.dataset.stream}?from=${turn.dataset.from}`);
}

function words() {
  return lab.querySelector("[data-stream] [data-words]");
}

function open(address) {
  source = new EventSource(address);
  source.addEventListener("text", (event) => {
    failures = 0;
    const place = words();
    if (place) place.textContent += JSON.parse(event.data).t;
    lab.querySelectorAll(".portrait").forEach((portrait) => {
      portrait.dataset.state = "speaking";
      const caption = portrait.querySelector(".state");
      if (caption) caption.textContent = lab.dataset.speaking;
    });
  });
  source.addEventListener("restart", () => {
    const place = words();
    if (place) place.textContent = "";
  });
  source.addEventListener("turn", async () => {
    close();
    wanted = "";
    await refresh();
  });
  source.onerror = () => {
    failures += 1;
    if (source && (source.readyState === EventSource.CLOSED || failures >= FAILURES_BEFORE_FALLBACK)) {
      close();
      fallBack();
    }
  };
}

// No stream to be had: ask for the whole reply by the form that does it without one.
async function fallBack() {
  const form = lab.querySelector("[data-reply]");
  if (!form) return;
  try {
    const page = await fetchPage(form.action, { method: "POST", body: new FormData(form) });
    wanted = "";
    if (page) show(page.html, page.address);
  } catch {
    tell(lab.dataset.offline);
  }
}

if (lab) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-act]")) return;
    event.preventDefault();
    if (event.submitter?.getAttribute("aria-disabled") === "true") return;
    send(form, event.submitter);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("[data-enter-sends]")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  // A sheet opened from a message starts with the claim of that message.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pick]");
    if (!button) return;
    const [id, value] = button.dataset.pick.split("=");
    const field = document.getElementById(id);
    if (field) field.value = value;
  });
  listen();
}
