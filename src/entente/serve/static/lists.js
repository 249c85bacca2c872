// Names of actors as suggestions: fetched when a field first asks for them.
"use strict";
(() => {
  let begun = false;
  const offer = async (event) => {
    const field = event.target.closest ? event.target.closest('input[list="actors"]') : null;
    if (!field || begun) return;
    begun = true;
    const answer = await fetch("/find/actors.json", { headers: { Accept: "application/json" } });
    if (!answer.ok) { begun = false; return; }
    const list = document.getElementById("actors") || document.body.appendChild(document.createElement("datalist"));
    list.id = "actors";
    list.replaceChildren(...(await answer.json()).map(([name, code]) => {
      const option = document.createElement("option");
      option.value = name;
      option.label = code;
      return option;
    }));
  };
  document.addEventListener("focusin", offer);
})();

// On a narrow page the form makes room for what it found.
if (matchMedia("(max-width: 48rem)").matches) {
  document.querySelectorAll("details.fold[data-folds]").forEach((fold) => { fold.open = false; });
}

// A question that means nothing is answered with 422 and the reason: it is shown like any answer.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422 && event.detail.target.id === "answer") {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
