// The course of two actors as a chart, and findings that come in while the page is open. Without this the table, the
// links of it and "Look again" say and do the same.
"use strict";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const seconds = (day) => Date.parse(`${day}T00:00:00Z`) / 1000;
const day = (text) => { const [y, m, d] = text.split("-").map(Number); return `${d} ${MONTHS[m - 1]} ${y}`; };
const signed = (value) => `${value > 0 ? "+" : value < 0 ? "\u2212" : ""}${Math.abs(value).toFixed(1)}`;

function colours(box) {
  const found = {};
  for (const name of ["ink", "soft", "line", "edge", "good", "bad", "brand"]) {
    let probe = box.querySelector(`.probe.${name}`);
    if (!probe) { probe = document.createElement("span"); probe.className = `probe ${name}`; probe.setAttribute("aria-hidden", "true"); box.append(probe); }
    found[name] = getComputedStyle(probe).color;
  }
  return found;
}

function pale(colour, share) {
  return colour.replace(/^rgba?\(([^)]+)\)$/, (whole, inner) => `rgba(${inner.split(",").slice(0, 3).join(",")}, ${share})`);
}

class Course {
  constructor(box, course) {
    this.box = box; this.course = course; this.at = null; this.plots = [];
    this.xs = course.steps.map((step) => (seconds(step.start) + seconds(step.end) + 86400) / 2);
    this.readout = document.createElement("p");
    this.readout.className = "readout";
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", `${box.dataset.about}. Left and right arrows go from one to the next, Enter shows what happened. The table below says the same.`);
    this.draw();
    box.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.fit()).observe(box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  draw() {
    this.plots.forEach((plot) => plot.destroy());
    this.ink = colours(this.box);
    this.plots = [this.scores(), this.counts()];
    this.readout.setAttribute("aria-live", "polite");
    this.box.append(this.readout);
    this.width = this.box.clientWidth;
    this.say(null);
  }

  fit() {
    const width = this.box.clientWidth;
    if (width > 0 && width !== this.width) { this.width = width; this.plots.forEach((plot) => plot.setSize({ width, height: plot.height })); }
  }

  base(height, hooks) {
    const chart = this;
    const time = { stroke: this.ink.soft, grid: { stroke: this.ink.line, width: 1 }, ticks: { stroke: this.ink.line }, font: "12px sans-serif", space: 76, values: (plot, splits) => splits.map((at, place) => this.tick(at, splits[place - 1])) };
    return {
      width: Math.max(200, this.box.clientWidth), height, legend: { show: false }, tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), "UTC"),
      cursor: { sync: { key: "course" }, drag: { x: false, y: false }, points: { show: false } },
      scales: { x: { time: true, range: () => [seconds(this.course.steps[0].start), seconds(this.course.steps.at(-1).end) + 86400] } },
      axes: [time],
      hooks: {
        setCursor: [(plot) => { if (plot.cursor.left >= 0 && plot.cursor.idx != null) { chart.at = plot.cursor.idx; chart.say(chart.at); } }],
        ready: [(plot) => plot.over.addEventListener("click", () => { if (plot.cursor.idx != null) chart.open(plot.cursor.idx); })],
        ...hooks,
      },
    };
  }

  // "13 Mar", with the year at the first and where it turns.
  tick(at, before) {
    const [one, two] = [new Date(at * 1000), before === undefined ? null : new Date(before * 1000)];
    const year = !two || one.getUTCFullYear() !== two.getUTCFullYear() ? ` ${one.getUTCFullYear()}` : "";
    return `${one.getUTCDate()} ${MONTHS[one.getUTCMonth()]}${year}`;
  }

  scores() {
    const { steps, changes } = this.course;
    const options = this.base(230, { draw: [(plot) => this.marks(plot, changes)], drawSeries: [(plot, at) => { if (at === 1) this.whiskers(plot); }] });
    options.scales.y = { range: [-10, 10] };
    options.axes.push({ stroke: this.ink.soft, grid: { stroke: this.ink.line, width: 1 }, ticks: { show: false }, font: "12px sans-serif", size: 44, splits: () => [-10, -5, 0, 5, 10], values: (plot, splits) => splits.map((value) => (value > 0 ? `+${value}` : value < 0 ? `\u2212${-value}` : "0")) });
    options.series = [{}, { stroke: this.ink.brand, width: 2, points: { show: true, size: 6, fill: this.ink.brand, stroke: this.ink.brand } }, { stroke: "transparent", points: { show: false } }, { stroke: "transparent", points: { show: false } }];
    options.bands = [{ series: [2, 3], fill: pale(this.ink.brand, 0.16) }];
    return new uPlot(options, [this.xs, steps.map((s) => s.score), steps.map((s) => s.high), steps.map((s) => s.low)], this.box);
  }

  counts() {
    const { steps } = this.course;
    const bars = uPlot.paths.bars({ size: [0.7, 40], align: 0 });
    const options = this.base(170, {});
    const most = Math.max(1, ...steps.map((s) => Math.max(s.words_for + s.deeds_for, s.words_against + s.deeds_against)));
    options.scales.y = { range: (plot, low, high) => [Math.min(low ?? 0, -most * 0.05), Math.max(high ?? 0, most * 0.05)] };
    options.axes.push({ stroke: this.ink.soft, grid: { stroke: this.ink.line, width: 1 }, ticks: { show: false }, font: "12px sans-serif", size: 44, space: 26, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000], values: (plot, splits) => splits.map((value) => Math.abs(value).toLocaleString("en")) });
    const bar = (colour, share) => ({ paths: bars, fill: pale(colour, share), stroke: colour, width: 1, points: { show: false } });
    options.series = [{}, bar(this.ink.good, 0.25), bar(this.ink.good, 0.9), bar(this.ink.bad, 0.25), bar(this.ink.bad, 0.9)];
    const some = (value) => (value ? value : null);
    return new uPlot(options, [this.xs, steps.map((s) => some(s.words_for + s.deeds_for)), steps.map((s) => some(s.deeds_for)), steps.map((s) => some(-s.words_against - s.deeds_against)), steps.map((s) => some(-s.deeds_against))], this.box);
  }

  whiskers(plot) {
    const { ctx } = plot;
    ctx.save();
    ctx.strokeStyle = pale(this.ink.brand, 0.45);
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    this.course.steps.forEach((step, at) => {
      if (step.score === null) return;
      const x = plot.valToPos(this.xs[at], "x", true);
      ctx.moveTo(x, plot.valToPos(step.low, "y", true));
      ctx.lineTo(x, plot.valToPos(step.high, "y", true));
    });
    ctx.stroke();
    ctx.restore();
  }

  marks(plot, changes) {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = this.ink.edge;
    ctx.lineWidth = devicePixelRatio;
    const zero = plot.valToPos(0, "y", true);
    ctx.beginPath(); ctx.moveTo(bbox.left, zero); ctx.lineTo(bbox.left + bbox.width, zero); ctx.stroke();
    ctx.strokeStyle = this.ink.ink;
    ctx.fillStyle = this.ink.ink;
    ctx.font = `600 ${12 * devicePixelRatio}px sans-serif`;
    ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
    changes.forEach((change, at) => {
      const x = plot.valToPos(seconds(change.on), "x", true);
      ctx.beginPath(); ctx.moveTo(x, bbox.top); ctx.lineTo(x, bbox.top + bbox.height); ctx.stroke();
      const words = `turn ${day(change.on)}`;
      const right = x + ctx.measureText(words).width + 8 * devicePixelRatio > bbox.left + bbox.width;
      ctx.textAlign = right ? "right" : "left";
      ctx.fillText(words, x + (right ? -5 : 5) * devicePixelRatio, bbox.top + (14 + 15 * (at % 3)) * devicePixelRatio);
    });
    ctx.restore();
  }

  say(at) {
    const step = at === null ? null : this.course.steps[at];
    if (!step) { this.readout.textContent = "Point at the course to read a value; choose it to see what happened."; return; }
    const days = step.start === step.end ? day(step.start) : `${day(step.start)} to ${day(step.end)}`;
    const score = step.score === null ? "nothing told" : `score ${signed(step.score)} (${signed(step.low)} to ${signed(step.high)})`;
    const turn = this.course.changes.some((change) => step.start <= change.on && change.on <= step.end) ? "; a turn begins" : "";
    this.readout.textContent = `${days}: ${score}; for ${step.words_for} in words, ${step.deeds_for} in deeds; against ${step.words_against} in words, ${step.deeds_against} in deeds${turn}`;
  }

  open(at) {
    const step = this.course.steps[at];
    const change = this.course.changes.find((each) => step.start <= each.on && each.on <= step.end);
    const query = new URLSearchParams(new URL(this.box.dataset.src, location.href).search);
    query.set("from", change ? change.on : step.start);
    query.set("to", change ? change.until : step.end);
    htmx.ajax("GET", `${this.box.dataset.week}?${query}`, { target: "#week", swap: "innerHTML" });
  }

  key(event) {
    const last = this.course.steps.length - 1;
    const from = this.at ?? last;
    const to = { ArrowLeft: Math.max(0, from - 1), ArrowRight: Math.min(last, this.at === null ? last : from + 1), Home: 0, End: last }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.at = to;
      const plot = this.plots[0];
      plot.setCursor({ left: plot.valToPos(this.xs[to], "x"), top: 10 });
      this.say(to);
    } else if (event.key === "Enter" && this.at !== null) { event.preventDefault(); this.open(this.at); }
  }
}

async function chart() {
  const box = document.getElementById("chart");
  if (!box || box.dataset.drawn) return;
  box.dataset.drawn = "1";
  const answer = await fetch(box.dataset.src, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { course } = await answer.json();
  if (!course || !course.steps.length) return;
  box.style.display = "block";
  window.ententeCourse = new Course(box, course);
  const table = document.querySelector(".coursetable");
  if (table) table.open = false;
}

let asked = 0;
function follow() {
  const box = document.getElementById("findings");
  if (!box || !box.dataset.pairJob || box.dataset.followed) return;
  box.dataset.followed = "1";
  const source = new EventSource(`/jobs/${encodeURIComponent(box.dataset.pairJob)}/events`);
  const words = box.querySelector("[data-phase]");
  const bar = box.querySelector("progress");
  source.addEventListener("progress", (event) => {
    const told = JSON.parse(event.data);
    if (words) words.textContent = told.phase;
    if (bar && told.total) { bar.max = told.total; bar.value = told.done; }
  });
  source.addEventListener("over", () => { source.close(); bring(box); });
  source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) setTimeout(() => bring(box), 3000); });
}

function bring(box) {
  asked += 1;
  if (asked > 20) return;
  const get = () => htmx.ajax("GET", box.dataset.fragment, { target: "#findings", swap: "outerHTML" });
  // Who is in the middle of reading decides when the text changes.
  if (box.querySelector("section") && box.getBoundingClientRect().top < 0) {
    const note = document.createElement("button");
    note.type = "button"; note.className = "main anew"; note.textContent = "Newer findings are there: show them";
    note.addEventListener("click", () => { note.remove(); get(); });
    document.body.append(note);
  } else get();
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "week") {
    const head = document.getElementById("week-h");
    const box = document.getElementById("week");
    if (head && box.getBoundingClientRect().top > innerHeight * 0.75) box.scrollIntoView({ block: "start" });
  }
  chart(); follow();
});
chart(); follow();
