// Copy buttons beside an address or a number. Without this script, or where the clipboard is closed, there is no button: the text stands there.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const says = button.querySelector("[data-copy-says]");
    const before = says.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        says.textContent = button.dataset.copied;
        setTimeout(() => (says.textContent = before), 2500);
      } catch {
        button.hidden = true; // the browser said no; the text can still be selected
      }
    });
  }
}
