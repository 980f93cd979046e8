// Saves each answer as it is given. An answer that cannot be sent waits in this browser and is sent again by itself.
import { enhanceOrder } from "./quiz-order.js";
import { startTimer } from "./quiz-timer.js";

const form = document.querySelector("form[data-quiz]");
const says = document.querySelector("[data-saved]");
const prefix = form ? `quiz:${form.dataset.quiz}:` : "";
const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
const seen = new Map(); // question → the newest version this page knows of
const sending = new Map(); // key → the sending that is under way

function say(key, detail = "") {
  const text = says.querySelector("span");
  const words = says.dataset[key];
  text.textContent = detail ? `${words} ${detail}` : words;
}

function store(action, key, value) {
  try {
    return action === "set" ? localStorage.setItem(key, value) : localStorage[`${action}Item`](key);
  } catch {
    return null; // a browser without storage still saves over the line
  }
}

const waiting = () => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
};

function collect(number) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (name === `q${number}` || name.startsWith(`q${number}-`)) body.append(name, value);
  }
  return body;
}

function nextVersion(number) {
  const version = Math.max(Date.now(), (seen.get(number) ?? 0) + 1);
  seen.set(number, version);
  return version;
}

function showNotice(number, notice) {
  const box = document.querySelector(`[data-question="${number}"] [data-notice]`);
  if (!box) return;
  box.querySelector("p").textContent = notice;
  box.hidden = !notice;
}

function send(key) {
  if (!sending.has(key)) sending.set(key, sendOnce(key).finally(() => sending.delete(key)));
  return sending.get(key);
}

async function sendOnce(key) {
  const text = store("get", key);
  if (!text) return;
  const { url, number, body } = JSON.parse(text);
  try {
    const answer = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(body),
      headers: { "X-CSRFToken": token() },
      redirect: "manual",
      keepalive: true,
    });
    if (answer.type === "opaqueredirect" || answer.status === 403) return say("out");
    if (answer.status >= 500 || answer.status === 429) throw new Error("later");
    if (store("get", key) === text) store("remove", key);
    const said = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
    if (said.version) seen.set(number, Math.max(seen.get(number) ?? 0, said.version));
    showNotice(number, said.notice ?? "");
    if (answer.status === 200) say("kept", new Date().toLocaleTimeString());
    if (answer.status === 409) say("stale");
    if (answer.status === 410) {
      say("closed");
      location.assign(form.action);
    }
  } catch {
    return say("lost");
  }
  if (store("get", key) && store("get", key) !== text) await sendOnce(key);
}

async function flush() {
  for (const key of waiting()) await send(key);
  return waiting().length === 0;
}

function keep(number, url) {
  const body = collect(number);
  body.set(`q${number}-v`, nextVersion(number));
  const key = `${prefix}${number}`;
  store("set", key, JSON.stringify({ url, number, body: body.toString() }));
  say("busy");
  if (store("get", key)) return send(key);
  return fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token() }, keepalive: true });
}

// What waited in this browser is newer than the page: show it again, then send it.
function restore(number) {
  const text = store("get", `${prefix}${number}`);
  if (!text) return;
  const body = new URLSearchParams(JSON.parse(text).body);
  for (const field of form.elements) {
    if (!field.name || !(field.name === `q${number}` || field.name.startsWith(`q${number}-`))) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = body.getAll(field.name).includes(field.value);
    else if (body.has(field.name)) field.value = body.get(field.name);
  }
}

if (form) {
  let typing = 0;
  for (const box of document.querySelectorAll("[data-question]")) {
    const number = Number(box.dataset.question);
    seen.set(number, Number(box.dataset.version));
    restore(number);
    const own = (event) => event.target.name === `q${number}` || event.target.name?.startsWith(`q${number}-`);
    form.addEventListener("change", (event) => own(event) && (clearTimeout(typing), keep(number, box.dataset.save)));
    form.addEventListener("input", (event) => {
      if (!own(event) || event.target.type !== "text") return;
      clearTimeout(typing);
      typing = setTimeout(() => keep(number, box.dataset.save), 800);
    });
  }
  document.querySelectorAll("[data-order]").forEach(enhanceOrder);
  addEventListener("online", flush);
  setInterval(() => waiting().length && flush(), 5000);
  flush();
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!waiting().length || form.dataset.sent) return;
    event.preventDefault();
    // The form carries this page's answer itself; only without a line does the page stay, with what was typed.
    if ((await flush()) || navigator.onLine) {
      form.dataset.sent = "1";
      form.requestSubmit(button);
    }
  });
}
document.querySelectorAll("[data-timer]").forEach((clock) => startTimer(clock, flush));
