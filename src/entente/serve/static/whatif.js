// Sliders for the numbers of a scenario, and answers that come in while they are moved. Without this the fields beside
// them and the button do the same.
"use strict";
(() => {
  const form = document.getElementById("setting");
  if (!form) return;
  const field = (slider) => document.getElementById(slider.dataset.for);
  const fitted = (slider) => {
    const text = field(slider).value.trim().replaceAll(",", "");
    const number = Number(text);
    const set = text !== "" && Number.isFinite(number);
    slider.value = set ? number : slider.dataset.usual;
    slider.classList.toggle("idle", !set);
    slider.setAttribute("aria-valuetext", text === "" ? "as sourced" : text);
    const back = form.querySelector(`[data-back="${slider.dataset.for}"]`);
    if (back) back.hidden = text === "";
  };
  form.querySelectorAll("input[type=range]").forEach((slider) => {
    slider.hidden = false;
    fitted(slider);
    slider.addEventListener("input", () => {
      field(slider).value = slider.value;
      fitted(slider);
      form.dispatchEvent(new CustomEvent("moved"));
    });
    // The field asks already; a slider has no name and nothing of its own to ask.
    slider.addEventListener("change", (event) => event.stopPropagation());
    field(slider).addEventListener("input", () => fitted(slider));
  });
  form.querySelectorAll("[data-back]").forEach((back) => back.addEventListener("click", () => {
    const input = document.getElementById(back.dataset.back);
    input.value = "";
    input.dispatchEvent(new Event("input"));
    form.dispatchEvent(new CustomEvent("moved"));
    input.focus();
  }));
  const open = new Set();
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id !== "answer") return;
    open.clear();
    event.target.querySelectorAll("details[id][open]").forEach((each) => open.add(each.id));
  });
  const marked = () => form.querySelectorAll(".fieldfault").forEach((words) => {
    const name = words.id.replace("wrong-", "");
    const input = document.getElementById(`set-${name}`);
    if (input) { if (words.textContent) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid"); }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "answer") return;
    marked();
    // What the reader has unfolded stays so while a slider is moved.
    open.forEach((id) => { const each = document.getElementById(id); if (each) each.open = true; });
    const said = [...document.querySelectorAll("#answer .fault, #answer .said, #answer .lines li")].map((each) => each.textContent.trim());
    document.getElementById("told").textContent = said.slice(0, 6).join(" ");
  });
})();
