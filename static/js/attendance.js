// Marking a room by keyboard: a letter in a row's choice picks and goes on to the next row. Without this file Tab and the arrows do it.
// p present, l late, e left early, x excused, a absent. Late and left early go to the minutes first.
const form = document.querySelector("[data-attendance]");
const choices = form ? [...form.querySelectorAll("tbody select")] : [];
const letters = { p: "present", l: "late", e: "left-early", x: "excused", a: "absent" };
const minutesOf = (choice) => choice.closest("tr").querySelector("input");
const inPart = (choice) => choice.value === "late" || choice.value === "left-early";

const show = (choice) => {
  const minutes = minutesOf(choice);
  minutes.readOnly = !inPart(choice) && choice.value !== "present";
  if (minutes.readOnly) minutes.value = "";
};
for (const [place, choice] of choices.entries()) {
  choice.addEventListener("change", () => show(choice));
  choice.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in letters)) return;
    event.preventDefault();
    choice.value = letters[event.key];
    show(choice);
    (inPart(choice) ? minutesOf(choice) : choices[place + 1] ?? choice).focus();
  });
  minutesOf(choice).addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !choices[place + 1]) return;
    event.preventDefault(); // Enter goes down the list; the last row sends the form
    choices[place + 1].focus();
  });
}
const keys = form?.querySelector("[data-attendance-keys]");
if (keys) keys.hidden = false;
