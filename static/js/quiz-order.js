// Gives an ordering question buttons to move a step up and down. Without this script each step has a place to type.
const icon = (name) => {
  const use = document.querySelector(".i use")?.getAttribute("href") ?? "#";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const inner = document.createElementNS("http://www.w3.org/2000/svg", "use");
  inner.setAttribute("href", `${use.split("#")[0]}#i-${name}`);
  svg.append(inner);
  return svg;
};

export function enhanceOrder(list) {
  const says = document.createElement("span");
  says.className = "vh";
  says.setAttribute("role", "status");
  list.after(says);
  const steps = () => [...list.children];
  const name = (step) => step.querySelector("[data-step]").textContent;

  function button(step, way) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-i";
    made.dataset.way = way;
    made.setAttribute("aria-label", list.dataset[way].replace("%s", name(step)));
    made.append(icon(way === "up" ? "up" : "dn"));
    made.addEventListener("click", () => move(step, way));
    return made;
  }

  function renumber(write) {
    steps().forEach((step, at) => {
      step.querySelector(".pos").textContent = at + 1;
      if (write) step.querySelector("input").value = at + 1;
      step.querySelector("[data-way=up]").disabled = at === 0;
      step.querySelector("[data-way=down]").disabled = at === steps().length - 1;
    });
  }

  function move(step, way) {
    if (way === "up") step.previousElementSibling?.before(step);
    else step.nextElementSibling?.after(step);
    renumber(true);
    const place = steps().indexOf(step) + 1;
    says.textContent = list.dataset.moved.replace("%s", name(step)).replace("%n", place);
    const again = step.querySelector(`[data-way=${way}]`);
    (again.disabled ? step.querySelector("[data-way]:not(:disabled)") : again).focus();
    step.querySelector("input").dispatchEvent(new Event("change", { bubbles: true }));
  }

  for (const step of steps()) {
    const place = document.createElement("span");
    place.className = "pos";
    place.setAttribute("aria-hidden", "true");
    step.querySelector("label").replaceWith(place);
    const field = step.querySelector("input");
    field.type = "hidden";
    const both = document.createElement("span");
    both.className = "cluster";
    both.append(button(step, "up"), button(step, "down"));
    step.append(both);
  }
  // Restored or typed places decide the order shown.
  const placed = steps().map((step) => Number(step.querySelector("input").value));
  if (placed.some(Boolean)) {
    steps().sort((a, b) => (Number(a.querySelector("input").value) || 99) - (Number(b.querySelector("input").value) || 99)).forEach((step) => list.append(step));
  }
  renumber(false);
}
