// Keeps the draft of a work sample while it is written. Without a line the text stays in the window and is sent again.
const form = document.querySelector("form[data-work]");
if (form) {
  const says = form.querySelector("[data-says]");
  const field = form.elements.text;
  let typing = 0;
  let kept = field.value;
  let busy = false;

  const say = (key, detail = "") => {
    says.textContent = detail ? `${says.dataset[key]} ${detail}` : says.dataset[key];
  };

  const keep = async () => {
    if (busy || field.value === kept) return;
    busy = true;
    const text = field.value;
    say("busy");
    try {
      const answer = await fetch(form.dataset.save, {
        method: "POST",
        body: new URLSearchParams({ text, version: Date.now() }),
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        redirect: "manual",
      });
      if (answer.status === 200) {
        kept = text;
        say("kept", new Date().toLocaleTimeString());
      } else if (answer.status === 409) say("stale");
      else if (answer.status === 410) say("closed");
      else say("lost");
    } catch {
      say("lost");
    }
    busy = false;
  };

  field.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(keep, 1500);
  });
  field.addEventListener("change", keep);
  addEventListener("online", keep);
  setInterval(keep, 10000);
}
