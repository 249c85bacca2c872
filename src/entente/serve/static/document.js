// Ties a report's marks to the claims beside it: hover or focus on one lights the other. Links work without it.
"use strict";
(() => {
  const notes = new Map();
  document.querySelectorAll(".notes > li").forEach((note) => notes.set(note.dataset.n, note));
  if (!notes.size) return;
  const marks = new Map();
  document.querySelectorAll("mark.m").forEach((mark) => {
    for (const number of mark.dataset.n.split(" ")) {
      if (!marks.has(number)) marks.set(number, []);
      marks.get(number).push(mark);
    }
  });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const column = document.querySelector("aside.told");
  const own = () => getComputedStyle(column).position === "sticky";
  let lit = [];
  const light = (numbers) => {
    lit.forEach((one) => one.classList.remove("on"));
    lit = numbers.flatMap((number) => [notes.get(number), ...(marks.get(number) || [])]).filter(Boolean);
    lit.forEach((one) => one.classList.add("on"));
  };
  // Only the column is moved: the text that is being read stays where it is.
  const show = (note) => {
    if (!note || !own()) return;
    const box = note.getBoundingClientRect(), frame = column.getBoundingClientRect();
    if (box.top < frame.top || box.bottom > frame.bottom) {
      column.scrollBy({ top: box.top - frame.top - frame.height / 3, behavior: calm ? "auto" : "smooth" });
    }
  };
  const numbersOf = (target) => {
    const mark = target.closest("mark.m");
    if (mark) {
      const numbers = mark.dataset.n.split(" ");
      return [numbers, notes.get(numbers[numbers.length - 1])];
    }
    const note = target.closest(".notes > li");
    return note ? [[note.dataset.n], null] : [[], null];
  };
  const tie = (event) => {
    const [numbers, note] = numbersOf(event.target);
    if (numbers.length) { light(numbers); show(note); }
  };
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse") { if (event.target.closest("mark.m, .notes > li")) tie(event); else light([]); }
  });
  document.addEventListener("focusin", tie);
  // An address that names a claim shows its words in the text and the claim beside them.
  const arrive = () => {
    const note = location.hash.startsWith("#claim-") ? document.getElementById(location.hash.slice(1)) : null;
    if (!note || !notes.has(note.dataset.n)) return;
    const mark = (marks.get(note.dataset.n) || [])[0];
    light([note.dataset.n]);
    if (mark && own()) {
      mark.scrollIntoView({ block: "center", behavior: "auto" });
      show(note);
    }
  };
  addEventListener("hashchange", arrive);
  addEventListener("load", arrive);
})();
