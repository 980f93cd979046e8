// Counts down the seconds that the server gave. The server decides; this only shows, and warns twice.
const text = (left) => {
  const two = (n) => String(n).padStart(2, "0");
  const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
};

export function startTimer(clock, flush) {
  const time = clock.querySelector("time");
  const says = document.querySelector("[data-timer-says]");
  const total = Number(clock.dataset.timer);
  const began = performance.now();
  let warned = total;
  const tick = setInterval(async () => {
    const left = Math.max(0, Math.round(total - (performance.now() - began) / 1000));
    time.textContent = text(left);
    time.dateTime = `PT${left}S`;
    if (left <= 300 && warned > 300) says.textContent = clock.dataset.warnFive;
    if (left <= 60 && warned > 60) says.textContent = clock.dataset.warnOne;
    warned = left;
    if (left > 0) return;
    clearInterval(tick);
    await flush();
    // The server still takes answers for some seconds; then it closes the attempt on the next touch.
    setTimeout(() => location.assign(clock.dataset.result), 11000);
  }, 1000);
}
