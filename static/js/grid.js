// Arrow keys in a table of links: one tab stop, up and down within a column, Home and End, “/” goes to the search field.
// The box shows the cell that is open, wherever it was scrolled to.
// Without this script every cell is a link in tab order.

const box = document.querySelector("[data-grid]");
const rows = box ? [...box.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td a")]) : [];
const cells = rows.flat();
if (cells.length) {
  const open = box.querySelector("a.cur");
  let current = open ?? cells[0];
  cells.forEach((cell) => (cell.tabIndex = -1));
  current.tabIndex = 0;

  const go = (cell) => {
    if (!cell) return;
    current.tabIndex = -1;
    current = cell;
    current.tabIndex = 0;
    current.focus();
  };
  const place = () => {
    const y = rows.findIndex((row) => row.includes(current));
    return [y, rows[y].indexOf(current)];
  };
  const column = (cell) => cell.closest("td").cellIndex;
  const near = (y, step) => {
    for (let at = y + step; at >= 0 && at < rows.length; at += step) {
      const found = rows[at].find((cell) => column(cell) === column(current));
      if (found) return found;
    }
    return null;
  };
  if (open) {
    const [to, of, head] = [open, box, box.querySelector("thead th")].map((one) => one.getBoundingClientRect());
    const [left, right] = box.matches(":dir(rtl)") ? [of.left, head.left] : [head.right, of.right];
    const shift = (start, end, low, high) => (start < low || end > high ? (start + end - low - high) / 2 : 0);
    box.scrollBy(shift(to.left, to.right, left, right), shift(to.top, to.bottom, head.bottom, of.bottom));
  }
  box.addEventListener("keydown", (event) => {
    if (!cells.includes(document.activeElement)) return;
    const [y, x] = place();
    const moves = {
      ArrowRight: () => rows[y][x + 1],
      ArrowLeft: () => rows[y][x - 1],
      ArrowDown: () => near(y, 1),
      ArrowUp: () => near(y, -1),
      Home: () => rows[y][0],
      End: () => rows[y].at(-1),
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    go(moves[event.key]());
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    document.querySelector(".filters input[type=search]")?.focus();
  });
}
