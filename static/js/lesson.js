// Answers retrieval questions without leaving the page, and remembers the section being read.
// Without this script the forms post as usual and the lesson opens at its start.

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-recall]");
  if (!form) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (answer.status !== 200 && answer.status !== 422) throw new Error(String(answer.status));
    const fresh = document.createRange().createContextualFragment(await answer.text()).firstElementChild;
    form.replaceWith(fresh);
    fresh.querySelector("button")?.focus({ preventScroll: true });
  } catch {
    form.submit();
  }
});

const prose = document.querySelector("[data-place]");
const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
if (prose && token && "IntersectionObserver" in window) {
  let kept = "";
  let waiting = 0;
  const keep = (anchor) => {
    if (anchor === kept) return;
    kept = anchor;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const body = new URLSearchParams({ anchor });
      fetch(prose.dataset.place, { method: "POST", body, keepalive: true, headers: { "X-CSRFToken": token } }).catch(() => {});
    }, 1500);
  };
  const watcher = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => keep(entry.target.id)),
    { rootMargin: "-10% 0px -65% 0px" },
  );
  prose.querySelectorAll("h2[id]").forEach((heading) => watcher.observe(heading));
}
