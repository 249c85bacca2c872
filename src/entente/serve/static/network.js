// The network drawn by WebGL, where the browser has it. Without, the still picture and the table say the same.
"use strict";

(() => {
  const box = document.getElementById("net");
  if (!box || typeof Sigma === "undefined" || typeof graphology === "undefined") return;
  const stage = document.getElementById("graph");
  const panel = document.querySelector("#actor [data-about]");
  const WIDE = [0, 1.3, 2, 3, 4.4];

  const webgl = () => {
    try { const canvas = document.createElement("canvas"); return !!(canvas.getContext("webgl2") || canvas.getContext("webgl")); } catch (error) { return false; }
  };

  // Lines of dashes: the rectangle of sigma, with what lies between dashes left out; lengths in pixels.
  function dashed(period, share) {
    return class extends Sigma.rendering.EdgeRectangleProgram {
      getDefinition() {
        const made = super.getDefinition();
        const vertex = made.VERTEX_SHADER_SOURCE
          .replace("varying float v_feather;", "varying float v_feather;\nvarying float v_along;")
          .replace("v_normal = ", "v_along = a_positionCoef * length(a_positionEnd - a_positionStart) / u_correctionRatio / 2.0;\n  v_normal = ");
        const fragment = made.FRAGMENT_SHADER_SOURCE
          .replace("varying float v_feather;", "varying float v_feather;\nvarying float v_along;")
          .replace("void main(void) {", `void main(void) {\n  #ifndef PICKING_MODE\n  if (fract(v_along / ${period.toFixed(1)}) > ${share.toFixed(2)}) discard;\n  #endif`);
        return { ...made, VERTEX_SHADER_SOURCE: vertex, FRAGMENT_SHADER_SOURCE: fragment };
      }
    };
  }

  const ink = {};
  function colours() {
    for (const name of ["for", "against", "both", "open", "brand", "ink", "line", "sheet"]) {
      let probe = stage.parentElement.querySelector(`.probe.${name}`);
      if (!probe) { probe = document.createElement("span"); probe.className = `probe ${name}`; probe.setAttribute("aria-hidden", "true"); stage.parentElement.append(probe); }
      ink[name] = hex(getComputedStyle(probe).color);
    }
  }
  // Sigma reads colours as #rrggbb; what the browser gives is rgb(r, g, b).
  function hex(colour) {
    const parts = colour.match(/[\d.]+/g).slice(0, 3).map((part) => Math.round(Number(part)).toString(16).padStart(2, "0"));
    return `#${parts.join("")}`;
  }
  function mixed(one, two, share) {
    const parts = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
    const [a, b] = [parts(one), parts(two)];
    return `#${a.map((value, at) => Math.round(value * share + b[at] * (1 - share)).toString(16).padStart(2, "0")).join("")}`;
  }

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  // Where the machine cannot draw every line in every frame, lines and names rest while the picture moves.
  function quicken(sigma) {
    let last = 0;
    let slow = 0;
    const watch = () => {
      const now = performance.now();
      if (now - last < 1000) slow = now - last > 45 ? slow + 1 : Math.max(0, slow - 1);
      last = now;
      if (slow < 4) return;
      sigma.off("afterRender", watch);
      sigma.setSetting("hideEdgesOnMove", true);
      sigma.setSetting("hideLabelsOnMove", true);
    };
    sigma.on("afterRender", watch);
  }

  function draw(told) {
    const graph = new graphology.Graph({ type: "undirected", multi: false });
    // Sigma keeps proportions: the square of places is stretched to the shape of the stage.
    const wide = Math.min(2, Math.max(0.7, stage.clientWidth / stage.clientHeight));
    const small = Math.min(1, Math.max(0.55, stage.clientWidth / 800));
    const names = new Map(told.nodes.map((node) => [node.code, node.name]));
    told.nodes.forEach((node) => graph.addNode(node.code, { label: node.name, x: node.x * wide, y: 1 - node.y, size: node.size * small, origins: node.origins }));
    told.ties.slice().reverse().forEach((tie) => graph.addEdge(tie.one, tie.two, { type: tie.sign, size: WIDE[tie.wide], sign: tie.sign, origins: tie.origins, words: tie.in_words }));
    let over = null;
    let chosen = null;
    const party = box.dataset.party && graph.hasNode(box.dataset.party) ? box.dataset.party : null;
    const near = () => over || chosen;
    const beside = (code) => code === near() || graph.areNeighbors(near(), code);

    const write = (context, data, settings, left) => {
      context.font = `600 ${settings.labelSize}px ${settings.labelFont}`;
      context.lineWidth = 3; context.lineJoin = "round"; context.strokeStyle = ink.sheet; context.fillStyle = ink.ink;
      context.strokeText(data.label, left, data.y + settings.labelSize / 3);
      context.fillText(data.label, left, data.y + settings.labelSize / 3);
    };
    // Names are gathered and written after the dots, largest first, each only where it lies on no other.
    let waiting = [];
    const widths = new Map();
    const label = (context, data, settings) => { if (data.label) waiting.push([context, data, settings]); };
    const writeAll = () => {
      const taken = [];
      const free = (box) => !taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
      waiting.sort((one, two) => two[1].size - one[1].size || (one[1].label < two[1].label ? -1 : 1));
      for (const [context, data, settings] of waiting) {
        if (!widths.has(data.label)) { context.font = `600 ${settings.labelSize}px ${settings.labelFont}`; widths.set(data.label, context.measureText(data.label).width); }
        const width = widths.get(data.label);
        for (const left of [data.x + data.size + 3, data.x - data.size - 3 - width]) {
          const box = [left, data.y - settings.labelSize * 0.6, left + width, data.y + settings.labelSize * 0.5];
          if (left > 0 && left + width < stage.clientWidth && free(box)) { taken.push(box); write(context, data, settings, left); break; }
        }
      }
      waiting = [];
    };
    const hover = (context, data, settings) => {
      context.beginPath(); context.arc(data.x, data.y, data.size + 2, 0, Math.PI * 2); context.fillStyle = ink.ink; context.fill();
      if (data.label) write(context, data, settings, data.x + data.size + 4);
    };
    const sigma = new Sigma(graph, stage, {
      allowInvalidContainer: true, defaultEdgeType: "for", enableEdgeEvents: true, zIndex: true, labelSize: 13, labelFont: "system-ui, sans-serif",
      labelDensity: 8, labelGridCellSize: 60, labelRenderedSizeThreshold: 0, defaultDrawNodeLabel: label, defaultDrawNodeHover: hover, stagePadding: 46,
      minEdgeThickness: 0.8,
      edgeProgramClasses: { for: Sigma.rendering.EdgeRectangleProgram, against: dashed(11, 0.6), both: dashed(6, 0.4), open: Sigma.rendering.EdgeRectangleProgram },
      nodeReducer: (code, data) => {
        const shown = { ...data, color: code === chosen || code === party ? ink.ink : ink.brand };
        if (near() && !beside(code)) { shown.color = mixed(ink.brand, ink.sheet, 0.25); shown.label = ""; shown.zIndex = 0; } else if (near()) { shown.zIndex = 1; shown.forceLabel = true; }
        return shown;
      },
      edgeReducer: (tie, data) => {
        const share = data.sign === "open" ? 0.5 : 0.8;
        if (near() && !graph.hasExtremity(tie, near())) return { ...data, color: mixed(ink.line, ink.sheet, 0.6), size: 0.6, zIndex: 0 };
        return { ...data, color: mixed(ink[data.sign], ink.sheet, near() ? 1 : share), zIndex: near() ? 2 : 1 };
      },
    });

    function about(code) {
      panel.replaceChildren();
      if (!code) { panel.append(element("p", "Point at an actor to see whom it deals with; choose one, or a line, to go on.", { class: "small" })); return; }
      const ties = graph.edges(code).map((tie) => ({ ...graph.getEdgeAttributes(tie), other: graph.opposite(code, tie) }));
      ties.sort((one, two) => two.origins - one.origins || (one.other < two.other ? -1 : 1));
      panel.append(element("h2", names.get(code)));
      panel.append(element("p", `${graph.getNodeAttribute(code, "origins").toLocaleString("en")} origins; ${ties.length} ${ties.length === 1 ? "tie" : "ties"} shown`, { class: "by" }));
      const links = element("p", "", { class: "small" });
      const around = new URL(box.dataset.around, location.href);
      around.searchParams.set("party", code);
      links.append(element("a", "Only around it", { href: around.pathname + around.search }), " · ", element("a", "Claims about it", { href: `/claims?party=${encodeURIComponent(code)}` }));
      panel.append(links);
      const list = element("ul", "", { class: "with" });
      ties.slice(0, 40).forEach((tie) => {
        const row = element("li");
        const [one, two] = [code, tie.other].sort();
        row.append(element("a", names.get(tie.other), { href: `/pair/${one}/${two}` }), ` ${tie.origins.toLocaleString("en")} ${tie.origins === 1 ? "origin" : "origins"}, `);
        row.append(element("span", tie.words, { class: `tag ${{ for: "good", against: "bad", both: "doubt" }[tie.sign] || ""}` }));
        list.append(row);
      });
      panel.append(list);
    }

    function choose(code, move) {
      chosen = code; about(code); sigma.refresh({ skipIndexation: true });
      if (code && move) { const at = sigma.getNodeDisplayData(code); sigma.getCamera().animate({ x: at.x, y: at.y, ratio: 0.5 }, { duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 300 }); }
    }

    sigma.on("beforeRender", () => { waiting = []; });
    sigma.on("afterRender", writeAll);
    sigma.on("enterNode", ({ node }) => { over = node; stage.classList.add("over"); sigma.refresh({ skipIndexation: true }); });
    sigma.on("leaveNode", () => { over = null; stage.classList.remove("over"); sigma.refresh({ skipIndexation: true }); });
    sigma.on("enterEdge", () => stage.classList.add("over"));
    sigma.on("leaveEdge", () => { if (!over) stage.classList.remove("over"); });
    sigma.on("clickNode", ({ node }) => choose(node === chosen ? null : node, false));
    sigma.on("clickEdge", ({ edge }) => { const [one, two] = graph.extremities(edge).sort(); location.assign(`/pair/${one}/${two}`); });
    sigma.on("clickStage", () => choose(null, false));

    const find = document.getElementById("net-find");
    const byName = new Map(told.nodes.map((node) => [node.name.toLowerCase(), node.code]));
    const typed = () => { const word = find.value.trim().toLowerCase(); return byName.get(word) || (graph.hasNode(word.toUpperCase()) ? word.toUpperCase() : null); };
    find.addEventListener("change", () => { const code = typed(); if (code) choose(code, true); });
    find.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { find.value = ""; choose(null, false); sigma.getCamera().animatedReset(); }
      if (event.key === "Enter") { const code = typed(); if (code) choose(code, true); }
    });
    box.querySelectorAll("[data-zoom]").forEach((button) => button.addEventListener("click", () => {
      const camera = sigma.getCamera();
      ({ in: () => camera.animatedZoom({ duration: 150 }), out: () => camera.animatedUnzoom({ duration: 150 }), all: () => camera.animatedReset({ duration: 150 }) })[button.dataset.zoom]();
    }));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { colours(); sigma.refresh(); });
    about(party);
    sigma.refresh();
    quicken(sigma);
    window.ententeNetwork = sigma;
  }

  async function begin() {
    if (!webgl()) return;
    const answer = await fetch(box.dataset.src, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const told = await answer.json();
    const still = document.getElementById("still");
    const tools = box.querySelector(".graphtools");
    stage.hidden = false;
    try {
      colours();
      draw(told);
      still.hidden = true;
      tools.hidden = false;
    } catch (error) {
      stage.hidden = true;  // no picture by WebGL after all: the still one stays
      console.warn(error);
    }
  }
  begin();
})();
