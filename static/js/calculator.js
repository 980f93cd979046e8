// A pocket calculator beside the questions of timed work.
import { calculate } from "./calculator-sum.js";

for (const box of document.querySelectorAll("[data-calculator]")) {
  const field = box.querySelector("input");
  const says = box.querySelector("output");
  box.hidden = false;
  const show = () => {
    try {
      says.textContent = field.value.trim() ? `= ${calculate(field.value).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 8, useGrouping: false })}` : "";
      field.removeAttribute("aria-invalid");
    } catch {
      says.textContent = box.dataset.wrong;
      field.setAttribute("aria-invalid", "true");
    }
  };
  // Enter works the sum out and must not send the question.
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    show();
  });
  box.addEventListener("click", (event) => {
    const key = event.target.closest("button[data-key]");
    if (!key) return;
    if (key.dataset.key === "=") show();
    else if (key.dataset.key === "C") field.value = says.textContent = "";
    else field.setRangeText(key.dataset.key, field.selectionStart, field.selectionEnd, "end");
    field.focus();
  });
}
