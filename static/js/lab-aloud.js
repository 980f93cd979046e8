// Reads what the avatar says aloud, by the browser's own voices, with a caption of the sentence being spoken. Off until it is asked for.

const button = document.querySelector("[data-aloud]");
const caption = document.querySelector("[data-caption]");
const voice = window.speechSynthesis;
const SPOKEN = ".msg-ai, .msg-them, .msg-caller";
let isOn = false;
let heard = 0;
let queue = [];

const seqOf = (message) => Number(/^e-(\d+)$/.exec(message.id)?.[1] ?? 0);

function messages() {
  return [...document.querySelectorAll("[data-lab] [role=log]")].flatMap((log) => [...log.querySelectorAll(SPOKEN)]).filter(seqOf);
}

// Who speaks, then each sentence by itself: a caption is never longer than what is heard.
function sentences(message) {
  const who = message.querySelector("header b")?.textContent ?? "";
  const text = [...message.querySelectorAll("p")].filter((part) => !part.closest(".msg-acts") && !part.matches(".small")).map(words).join(" ");
  return [who, ...(text.match(/[^.!?…]+[.!?…]*["”’)]*/g) ?? [])].map((part) => part.trim()).filter(Boolean);
}

function words(part) {
  const copy = part.cloneNode(true);
  copy.querySelectorAll(".cite").forEach((mark) => mark.remove());
  return copy.textContent;
}

function show(text) {
  caption.textContent = text;
  caption.hidden = !text;
}

function portrait(isSpeaking) {
  document.querySelectorAll("[data-lab] .portrait").forEach((drawing) => {
    if (isSpeaking) {
      drawing.dataset.before ??= drawing.dataset.state;
      drawing.dataset.state = "speaking";
    } else if (drawing.dataset.before) {
      drawing.dataset.state = drawing.dataset.before;
      delete drawing.dataset.before;
    }
  });
}

function next() {
  const text = queue.shift();
  portrait(Boolean(text));
  show(text ?? "");
  if (!text) return;
  const said = new SpeechSynthesisUtterance(text);
  said.lang = document.documentElement.lang;
  said.onend = said.onerror = () => { if (isOn) next(); };
  voice.speak(said);
}

function silence() {
  queue = [];
  voice.cancel();
  portrait(false);
  show("");
}

function listen() {
  if (!isOn) return;
  const fresh = messages().filter((message) => seqOf(message) > heard);
  if (!fresh.length) return;
  heard = Math.max(...fresh.map(seqOf));
  const wasQuiet = !queue.length && caption.hidden;
  queue.push(...fresh.flatMap(sentences));
  if (wasQuiet) next();
}

function toggle() {
  isOn = !isOn;
  button.setAttribute("aria-pressed", String(isOn));
  if (!isOn) {
    silence();
    return;
  }
  heard = Math.max(0, ...messages().map(seqOf).slice(0, -1)); // begin with the newest message
  listen();
}

if (button && caption && voice && window.SpeechSynthesisUtterance) {
  button.hidden = false;
  button.addEventListener("click", toggle);
  new MutationObserver(listen).observe(document.querySelector("[data-lab]"), { childList: true, subtree: true });
  document.addEventListener("submit", () => { if (isOn) silence(); }); // whoever answers has heard enough
  window.addEventListener("pagehide", silence);
}
