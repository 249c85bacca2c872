// What every page shares: nothing here is needed to read; without it forms post and links lead as they are.
"use strict";

// Long work: a page with data-job listens for its progress and goes where the result is.
document.querySelectorAll("[data-job]").forEach((box) => {
  const bar = box.querySelector("progress");
  const words = box.querySelector("[data-phase]");
  const source = new EventSource(`/jobs/${encodeURIComponent(box.dataset.job)}/events`);
  source.addEventListener("progress", (event) => {
    const told = JSON.parse(event.data);
    if (words) words.textContent = told.phase;
    if (!bar) return;
    if (told.total) { bar.max = told.total; bar.value = told.done; } else { bar.removeAttribute("value"); }
  });
  source.addEventListener("over", () => { source.close(); location.replace(box.dataset.then); });
  source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000); });
});

// A form with data-asks asks before it sends.
document.addEventListener("submit", (event) => {
  const ask = event.target.dataset ? event.target.dataset.asks : "";
  if (ask && !window.confirm(ask)) event.preventDefault();
});

// Empty fields stay out of the address, so that a question is short enough to be sent to a colleague.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form.filters") || form.method !== "get") return;
  const empty = [...form.querySelectorAll("input, select")].filter((field) => !field.value && !field.disabled);
  empty.forEach((field) => { field.disabled = true; });
  setTimeout(() => empty.forEach((field) => { field.disabled = false; }), 0);
});

// "/" leads to the search field, as on most desks.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = document.getElementById("find");
  if (field) { event.preventDefault(); field.focus(); field.select(); }
});
