// Arrow keys in a table of links: one tab stop, Home and End, “/” goes to the search field.
// Without this script every cell is a link in tab order.

const box = document.querySelector("[data-grid]");
const rows = box ? [...box.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td a")]) : [];
const cells = rows.flat();
if (cells.length) {
  let current = box.querySelector("a.cur") ?? cells[0];
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
  const near = (y, step, x) => {
    for (let at = y + step; at >= 0 && at < rows.length; at += step) {
      if (rows[at].length) return rows[at][Math.min(x, rows[at].length - 1)];
    }
    return null;
  };
  box.addEventListener("keydown", (event) => {
    if (!cells.includes(document.activeElement)) return;
    const [y, x] = place();
    const moves = {
      ArrowRight: () => rows[y][x + 1],
      ArrowLeft: () => rows[y][x - 1],
      ArrowDown: () => near(y, 1, x),
      ArrowUp: () => near(y, -1, x),
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
