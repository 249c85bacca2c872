// Review by keyboard. Nothing here is needed: without it the buttons post and the links lead as they are.
"use strict";

const byId = (id) => document.getElementById(id);
const words = byId("words");
const passage = byId("passage");
document.querySelectorAll(".needs-script").forEach((each) => { each.hidden = false; });

// The passage. Offsets are code points of the report's text: an escape stands for one character, which it names.

function charsOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return Array.from(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches("sup.number")) return [];
  if (node.dataset.char) return [String.fromCodePoint(Number(node.dataset.char))];
  return Array.from(node.childNodes).flatMap(charsOf);
}

// Code points of a paragraph that stand before a boundary point of a range.
function before(paragraph, container, offset) {
  const odd = (container.nodeType === Node.TEXT_NODE ? container.parentElement : container).closest("[data-char]");
  if (odd) return before(paragraph, odd.parentNode, Array.from(odd.parentNode.childNodes).indexOf(odd) + (offset ? 1 : 0));
  const part = document.createRange();
  part.setStart(paragraph, 0);
  part.setEnd(container, offset);
  return charsOf(part.cloneContents().childNodes.length ? wrapped(part) : document.createTextNode("")).length;
}

function wrapped(range) {
  const box = document.createElement("span");
  box.append(range.cloneContents());
  return box;
}

function paragraphOf(node) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  return element ? element.closest("#words > p") : null;
}

// What is marked: {field, start, end, words}, null where nothing in one field of the report is.
function marked() {
  const selection = window.getSelection();
  if (!words || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!words.contains(range.commonAncestorContainer)) return null;
  const touched = Array.from(words.children).filter((each) => range.intersectsNode(each));
  const whole = touched.map((each) => {
    const from = paragraphOf(range.startContainer) === each ? before(each, range.startContainer, range.startOffset) : 0;
    const to = paragraphOf(range.endContainer) === each ? before(each, range.endContainer, range.endOffset) : charsOf(each).length;
    return { each, from, to };
  }).filter(({ from, to }, at, all) => from < to || (at > 0 && at < all.length - 1));
  if (!whole.length) return null;
  const field = whole[0].each.dataset.field;
  if (whole.some(({ each }) => each.dataset.field !== field)) return null;
  const first = whole[0], last = whole[whole.length - 1];
  let text = whole.map(({ each, from, to }) => charsOf(each).slice(from, to).join("")).join("\n");
  let start = Number(first.each.dataset.start) + first.from;
  let end = Number(last.each.dataset.start) + last.to;
  // A double click takes the space behind a word along.
  const head = text.length - text.trimStart().length, tail = text.length - text.trimEnd().length;
  start += Array.from(text.slice(0, head)).length;
  end -= Array.from(text.slice(text.length - tail)).length;
  text = text.trim();
  return text ? { field, start, end, words: text } : null;
}

function addMissed() {
  const form = byId("marking"), found = marked();
  if (!form) return;
  if (!found) { if (!markingMode(true)) { byId("missed").open = true; byId("missedwords").focus(); } return; }
  form.elements.field.value = found.field;
  form.elements.start_char.value = found.start;
  form.elements.end_char.value = found.end;
  form.elements.words.value = found.words;
  form.requestSubmit();
}

// Typed words have no place: the server finds it.
const typed = byId("missedwords");
if (typed) typed.addEventListener("input", () => {
  ["field", "start_char", "end_char"].forEach((name) => { byId("marking").elements[name].value = ""; });
});

// A cursor in the passage: the words can be marked, never changed.
let marking = false;
function markingMode(on) {
  if (!words) return false;
  marking = on;
  if (on) {
    words.setAttribute("contenteditable", "true");
    words.setAttribute("role", "textbox");
    words.setAttribute("aria-multiline", "true");
    words.setAttribute("aria-readonly", "true");
    words.setAttribute("aria-label", "The passage. Mark the words that say it with Shift and the arrows, then press Enter.");
    words.setAttribute("spellcheck", "false");
    words.focus();
    const at = words.querySelector("mark.own") || words.querySelector("p:not(.far)");
    if (at) window.getSelection().collapse(at, 0);
    tell("Mark the words with Shift and the arrow keys, then press Enter. Esc leaves.");
  } else {
    ["contenteditable", "role", "aria-multiline", "aria-readonly", "aria-label", "spellcheck"].forEach((name) => words.removeAttribute(name));
    words.blur();
    tell("");
  }
  return true;
}
if (words) {
  ["beforeinput", "paste", "drop", "cut", "dragstart"].forEach((name) => words.addEventListener(name, (event) => event.preventDefault()));
  words.addEventListener("keydown", (event) => {
    if (!marking) return;
    if (event.key === "Enter") { event.preventDefault(); if (marked()) { addMissed(); } else { tell("Nothing is marked yet."); } }
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); markingMode(false); }
  });
}

function tell(text) {
  let line = byId("telling");
  if (!line && passage) {
    line = document.createElement("p");
    line.id = "telling";
    line.className = "note";
    line.setAttribute("role", "status");
    passage.prepend(line);
  }
  if (line) { line.textContent = text; line.hidden = !text; }
}

// The whole report, or the passage alone.
const wholeReport = byId("wholereport");
function toggleWhole(event) {
  if (!passage || !wholeReport) return;
  event.preventDefault();
  const whole = passage.dataset.whole !== "yes";
  passage.dataset.whole = whole ? "yes" : "no";
  wholeReport.firstChild.data = whole ? "Show the passage alone " : "Show the whole report ";
  const own = words.querySelector("mark.own");
  if (own) own.scrollIntoView({ block: "center" });
}
if (wholeReport) wholeReport.addEventListener("click", toggleWhole);

// Fields that hold several values grow by one when the last is filled.
document.querySelectorAll("[data-many]").forEach((box) => {
  box.addEventListener("input", () => {
    const fields = Array.from(box.querySelectorAll("input, select"));
    const last = fields[fields.length - 1];
    if (!last.value || fields.length >= 12) return;
    const next = last.cloneNode(true);
    next.removeAttribute("id");
    next.value = "";
    next.setAttribute("aria-label", `${box.querySelector("legend").textContent}, ${fields.length + 1}`);
    last.after(next);
  });
});

// Holders: moved and taken out here, so that nothing is sent for it.
document.querySelectorAll("[data-holders]").forEach((box) => {
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    const row = button.closest(".holder");
    if ("up" in button.dataset && row.previousElementSibling && row.previousElementSibling.matches(".holder")) {
      row.previousElementSibling.before(row);
      button.focus();
    } else if ("drop" in button.dataset) {
      const next = row.nextElementSibling;
      row.remove();
      next.querySelector("input").focus();
    } else if ("add" in button.dataset) {
      const copy = row.cloneNode(true);
      copy.querySelectorAll("input, select").forEach((field) => { field.value = ""; });
      const moves = copy.querySelector(".moves");
      moves.replaceChildren(...[["up", "↑", "Move this holder outward"], ["drop", "×", "Take this holder out"]].map(([name, sign, label]) => {
        const made = document.createElement("button");
        made.type = "button"; made.dataset[name] = ""; made.textContent = sign; made.setAttribute("aria-label", label);
        return made;
      }));
      row.before(copy);
      copy.querySelector("input").focus();
    }
    box.querySelectorAll("[data-up]").forEach((each, at) => { each.disabled = at === 0; });
  });
});

// Enter saves from every field of one line; with Ctrl also from several.
const correction = byId("correction");
if (correction) correction.addEventListener("keydown", (event) => {
  const enters = event.key === "Enter" && (event.target.matches("select") || event.ctrlKey || event.metaKey);
  if (!enters) return;
  event.preventDefault();
  send(correction, correction.querySelector("button.unseen"));
});

// Rejecting asks for a reason; a number chooses it.
let sent = false;
const verdict = byId("verdict"), reasons = byId("reasons");
function reject(reason) {
  verdict.elements.why.value = reason;
  reasons.close();
  send(verdict, verdict.querySelector("button[value='reject']"));
}
function send(form, button) {
  if (sent) return;
  form.requestSubmit(button);
}
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (sent) { event.preventDefault(); return; }
  sent = true;
});
window.addEventListener("pageshow", () => { sent = false; });
if (reasons) {
  reasons.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button && "reason" in button.dataset) reject(button.dataset.reason);
  });
  reasons.addEventListener("keydown", (event) => {
    const buttons = Array.from(reasons.querySelectorAll(".keys button"));
    const chosen = /^[1-9]$/.test(event.key) ? buttons[Number(event.key) - 1] : null;
    if (chosen) { event.preventDefault(); reject(chosen.dataset.reason); }
    if (event.key === "r") { event.preventDefault(); reject(""); }
  });
  const plain = verdict && verdict.querySelector("button[value='reject']");
  if (plain) plain.addEventListener("click", (event) => {
    if (reasons.open || event.detail === 0 || verdict.elements.why.value) return;
    event.preventDefault();
    ask();
  });
}
function ask() {
  reasons.showModal();
  reasons.querySelector("button[data-reason='']").focus();
}
document.querySelectorAll("dialog [data-close]").forEach((button) => {
  button.addEventListener("click", () => button.closest("dialog").close());
});

// Single keys. They can be turned off (WCAG 2.2, 2.1.4) and never act while somebody types.
const keyson = byId("keyson");
if (keyson) {
  keyson.checked = localStorage.getItem("entente-keys") !== "off";
  keyson.addEventListener("change", () => localStorage.setItem("entente-keys", keyson.checked ? "on" : "off"));
}
const help = byId("help");
if (help) help.addEventListener("click", () => byId("keys").showModal());

function edit() {
  const box = byId("edit");
  if (!box) return;
  box.open = true;
  const field = box.querySelector("select, input:not([type='hidden'])");
  field.focus();
  box.scrollIntoView({ block: "nearest" });
}
const acts = { r: () => ask(), e: edit, n: addMissed, w: (event) => toggleWhole(event), "?": () => help && help.click() };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || marking) return;
  const field = event.target.closest("input, textarea, select, [contenteditable]");
  if (field) {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) { field.blur(); event.preventDefault(); }
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    const leave = document.querySelector("[data-leave]");
    if (leave) leave.click();
    return;
  }
  if (keyson && !keyson.checked && event.key !== "?") return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : "";
  const button = key && document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!button || event.repeat) return;
  event.preventDefault();
  if (acts[key]) acts[key](event);
  else if (button.form) send(button.form, button);
  else button.click();
});
const editLink = document.querySelector("a[data-key='e']");
if (editLink) editLink.addEventListener("click", (event) => { event.preventDefault(); edit(); });
const missedLink = document.querySelector("a[data-key='n']");
if (missedLink) missedLink.addEventListener("mousedown", (event) => event.preventDefault()); // keeps what is marked
if (missedLink) missedLink.addEventListener("click", (event) => { event.preventDefault(); addMissed(); });

// After a correction could not be saved, or where a claim is made, the form is what one is at.
if (document.querySelector(".conflict")) document.querySelector(".conflict a.main").focus();
else if (document.querySelector("#correction .fieldfault")) document.querySelector("#correction .fieldfault").scrollIntoView({ block: "center" });
else if (!verdict && byId("event")) byId("event").focus();
const own = words && words.querySelector("mark.own");
if (own) { const box = own.getBoundingClientRect(); if (box.top > window.innerHeight || box.bottom < 0) own.scrollIntoView({ block: "center" }); }
