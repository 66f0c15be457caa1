"use strict";

const { report, before, folder } = JSON.parse(document.getElementById("data").textContent);
const { environments, rows, cells, steps } = report.matrix;
const EVERYWHERE = "*";
// So many modules are shown unfolded; more of them would bury what is red.
const FEW = 150;
const real = new Map(report.evidence.map((item) => [item.environment, item.modules]));

/** An element with properties, attributes where their name has a dash, and children. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-")) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

const place = (path, line) => (line ? `${path}:${line}` : path);

/** Where a line of the project is, seen from this page. */
function address(path, line) {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return `${folder}/${encoded}${line ? `#L${line}` : ""}`;
}

function link(path, line) {
  return make("a", { href: address(path, line) }, make("code", {}, place(path, line)));
}

// Standards

function stateOf(outcome) {
  const { state, problems, notes } = outcome;
  const kind = state === "not enforced" ? "none" : state;
  const text = state === "failed" ? `failed (${problems})` : state;
  return make("span", { className: `state ${kind}`, title: notes.join("\n") }, text);
}

function checkOf(check) {
  const { tool, name } = check.enforcement;
  const label = make("code", {}, `${tool}:${name}`);
  if (!check.problems.length) return label;
  const first = report.problems[check.problems[0]];
  const count = `${check.problems.length}`;
  return make("span", {}, label, " ", make("a", { href: `#${groupId(first)}` }, count));
}

function enforcement(item) {
  const details = make("details", {}, make("summary", {}, item.checks.length === 1 ? "1 check" : `${item.checks.length} checks`));
  if (!item.checks.length) return "";
  details.append(make("ul", {}, ...item.checks.map((check) => make("li", {}, checkOf(check)))));
  for (const note of new Set(item.outcomes[EVERYWHERE].notes)) details.append(make("div", {}, note));
  return details;
}

function earlierStates() {
  const all = before ? before.clauses.flatMap((clause) => clause.requirements) : [];
  return new Map(all.map((item) => [item.requirement.number, item.outcomes[EVERYWHERE]]));
}

function showClauses() {
  const earlier = earlierStates();
  const titles = ["", "requirement", ...(before ? [`before: ${before.label}`] : []), "everywhere", ...environments];
  const head = make("thead", {}, make("tr", {}, ...titles.map((name) => make("th", { scope: "col" }, name))));
  const body = make("tbody");
  for (const clause of report.clauses) {
    const title = make("th", { colSpan: titles.length, scope: "colgroup" }, `${clause.number} ${clause.title}`);
    body.append(make("tr", { className: "section" }, title));
    for (const item of clause.requirements) {
      const was = earlier.get(item.requirement.number);
      const outcomes = [...(was ? [was] : []), item.outcomes[EVERYWHERE], ...environments.map((name) => item.outcomes[name])];
      body.append(make("tr", {},
        make("td", {}, item.requirement.number),
        make("td", { className: "text" }, item.requirement.text, enforcement(item)),
        ...outcomes.map((outcome) => make("td", {}, stateOf(outcome)))));
    }
  }
  document.getElementById("clauses").append(head, body);
}

function showSummary() {
  const counts = new Map();
  for (const clause of report.clauses) {
    for (const item of clause.requirements) {
      const { state } = item.outcomes[EVERYWHERE];
      counts.set(state, (counts.get(state) ?? 0) + 1);
    }
  }
  const states = [...counts].map(([state, count]) => `${count} ${state}`).join(", ");
  document.getElementById("summary").textContent =
    `Requirements: ${states}. Problems: ${report.problems.length}. ` +
    `Modules: ${rows.length} in ${environments.length} environments.`;
}

// Modules

const matrix = document.getElementById("matrix");
const search = document.getElementById("search");
const verdict = document.getElementById("verdict");
const depth = document.getElementById("depth");
const opened = new Set();

function chosenEnvironments() {
  const boxes = document.querySelectorAll("#environments input");
  return [...boxes].flatMap((box, index) => (box.checked ? [index] : []));
}

function fits([module, path, row], columns) {
  const wanted = search.value.trim().toLowerCase();
  if (wanted && !module.toLowerCase().includes(wanted) && !path.toLowerCase().includes(wanted)) return false;
  const verdicts = columns.map((column) => row[column]).filter((cell) => cell >= 0).map((cell) => cells[cell].verdict);
  if (!verdict.value) return true;
  if (verdict.value === "importable") return verdicts.length > 0 && verdicts.every((found) => found === "importable");
  return verdicts.includes(verdict.value);
}

function packageOf([module, path]) {
  const names = module.split(".");
  const isAlone = names.length === 1 && !path.endsWith("/__init__.py");
  if (isAlone || module.includes("/")) return path.split("/").slice(0, -1).join("/") || ".";
  const kept = names.slice(0, Math.min(Number(depth.value), Math.max(names.length - 1, 1)));
  return kept.join(".");
}

function grouped(columns) {
  const groups = new Map();
  for (const row of rows) {
    if (!fits(row, columns)) continue;
    const name = packageOf(row);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(row);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

function cellOf([module, , row], column) {
  const name = environments[column];
  if (row[column] < 0) return make("td");
  const cell = cells[row[column]];
  const agrees = real.get(name)?.[module];
  const mark = agrees === undefined ? "" : agrees ? "✓" : "✗";
  const button = make("button", {
    type: "button",
    className: `cell ${cell.verdict}`,
    title: `${module} in ${name}: ${cell.verdict}`,
    "aria-label": `${module} in ${name}: ${cell.verdict}`,
  }, mark);
  button.dataset.module = module;
  button.dataset.environment = name;
  button.addEventListener("click", () => showDetail(module, name, cell, agrees));
  return make("td", {}, button);
}

function heatOf(members, column) {
  const belonging = members.filter(([, , row]) => row[column] >= 0);
  const broken = belonging.filter(([, , row]) => cells[row[column]].verdict === "unimportable").length;
  if (!belonging.length) return make("td");
  const heat = broken ? 25 + Math.round((75 * broken) / belonging.length) : 0;
  const kind = broken ? (heat > 50 ? "hot" : "") : "whole";
  const span = make("span", { className: `heat ${kind}` }, broken ? `${broken}/${belonging.length}` : `${belonging.length}`);
  span.style.setProperty("--heat", heat);
  span.title = `${broken} of ${belonging.length} unimportable in ${environments[column]}`;
  return make("td", {}, span);
}

function groupOf(name, members, columns) {
  const body = make("tbody", { className: "group" });
  const isOpen = opened.has(name);
  const fold = make("button", { type: "button", className: "fold", "aria-expanded": String(isOpen) },
    `${name} (${members.length})`);
  fold.addEventListener("click", () => {
    if (!opened.delete(name)) opened.add(name);
    const fresh = groupOf(name, members, columns);
    body.replaceWith(fresh);
    fresh.querySelector(".fold").focus();
  });
  body.append(make("tr", {}, make("th", { scope: "rowgroup" }, fold), ...columns.map((column) => heatOf(members, column))));
  for (const row of isOpen ? members : []) {
    body.append(make("tr", { className: "module" },
      make("td", {}, make("a", { href: address(row[1]) }, row[0])),
      ...columns.map((column) => cellOf(row, column))));
  }
  return body;
}

function showMatrix() {
  const columns = chosenEnvironments();
  const groups = grouped(columns);
  const count = groups.reduce((sum, [, members]) => sum + members.length, 0);
  const titles = ["module", ...columns.map((column) => environments[column])];
  const head = make("thead", {}, make("tr", {}, ...titles.map((name) => make("th", { scope: "col" }, name))));
  matrix.replaceChildren(head, ...groups.map(([name, members]) => groupOf(name, members, columns)));
  document.getElementById("shown").textContent = `${count} of ${rows.length} modules`;
}

/** Unfold everything where that is little, and nothing else. */
function refold() {
  opened.clear();
  const groups = grouped(chosenEnvironments());
  const count = groups.reduce((sum, [, members]) => sum + members.length, 0);
  if (count <= FEW) groups.forEach(([name]) => opened.add(name));
  showMatrix();
}

function suggestDepth() {
  for (const option of depth.options) {
    depth.value = option.value;
    const sizes = grouped(environments.map((_, index) => index)).map(([, members]) => members.length);
    if (Math.max(...sizes) <= FEW) return;
  }
}

function showFilters() {
  for (const name of environments) {
    const box = make("input", { type: "checkbox", checked: true, value: name });
    document.getElementById("environments").append(make("label", {}, box, name));
    box.addEventListener("change", showMatrix);
  }
  suggestDepth();
  search.addEventListener("input", refold);
  verdict.addEventListener("change", refold);
  depth.addEventListener("change", refold);
  document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("collapse").addEventListener("click", () => { opened.clear(); showMatrix(); });
  document.getElementById("expand").addEventListener("click", () => {
    grouped(chosenEnvironments()).forEach(([name]) => opened.add(name));
    showMatrix();
  });
}

// One cell

const SVG = "http://www.w3.org/2000/svg";
const NODE = { width: 560, height: 48, gap: 30, margin: 8 };
// Widths of a character in the two fonts of a node.
const WIDE = { title: 8.2, place: 7.4 };

function draw(tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Text that fits into a node: the end of a path tells more than its start. */
function shortened(text, most) {
  return text.length <= most ? text : `…${text.slice(text.length - most + 1)}`;
}

function node(index, title, path, line, width) {
  const fitting = (font) => Math.floor((width - 24) / WIDE[font]);
  const group = draw("g", { class: path ? "step" : "step end" });
  const top = NODE.margin + index * (NODE.height + NODE.gap);
  group.append(draw("rect", { x: NODE.margin, y: top, width, height: NODE.height, rx: 6 }));
  group.append(draw("text", { x: NODE.margin + 12, y: top + (path ? 20 : 29) }, shortened(title, fitting("title"))));
  if (path) {
    const anchor = draw("a", { href: address(path, line) });
    anchor.append(draw("text", { class: "place", x: NODE.margin + 12, y: top + 38 }, shortened(place(path, line), fitting("place"))));
    group.append(anchor);
  }
  return group;
}

function arrow(index, width) {
  const top = NODE.margin + index * (NODE.height + NODE.gap) + NODE.height;
  const middle = NODE.margin + width / 2;
  return draw("path", { d: `M${middle} ${top + 2}V${top + NODE.gap - 4}`, "marker-end": "url(#head)" });
}

/** The chain as a graph: a node for each module with the statement that goes on to the next. */
function chainGraph(cell) {
  const nodes = cell.chain.map((step) => steps[step]);
  const width = Math.min(NODE.width, window.innerWidth - 80);
  const height = (nodes.length + 1) * (NODE.height + NODE.gap) - NODE.gap + 2 * NODE.margin;
  const svg = draw("svg", { viewBox: `0 0 ${width + 2 * NODE.margin} ${height}`, role: "img" });
  svg.append(draw("title", {}, nodes.map(([module]) => module).concat(cell.missing ?? "").join(" imports ")));
  const marker = draw("marker", { id: "head", viewBox: "0 0 8 8", refX: 4, refY: 4, markerWidth: 8, markerHeight: 8, orient: "auto" });
  marker.append(draw("path", { d: "M0 0L8 4L0 8z" }));
  svg.append(marker);
  nodes.forEach(([module, path, line], index) => svg.append(node(index, module, path, line, width), arrow(index, width)));
  svg.append(node(nodes.length, `missing: ${cell.missing ?? cell.kind}`, "", 0, width));
  return svg;
}

function showDetail(module, environment, cell, agrees) {
  const text = [`${environment}: ${cell.verdict}`];
  if (cell.kind) text.push(`missing ${cell.kind}: ${cell.missing ?? ""}`);
  if (cell.condition) text.push(`depends on ${cell.condition}`);
  for (const premise of cell.assumes ?? []) text.push(`assumes ${premise}`);
  if (agrees !== undefined) text.push(agrees ? "a real interpreter agrees" : "a real interpreter does not agree");
  document.getElementById("detail-title").textContent = module;
  document.getElementById("detail-text").textContent = text.join("; ");
  document.getElementById("graph").replaceChildren(...(cell.chain.length ? [chainGraph(cell)] : []));
  document.getElementById("detail").showModal();
}

// Problems and tools

function groupId(problem) {
  return `problem-${problem.tool}-${problem.code}`;
}

function problemOf(problem) {
  const item = make("li");
  if (problem.path) item.append(link(problem.path, problem.line), " ");
  item.append(problem.message);
  const named = problem.environments.filter((name) => name !== EVERYWHERE);
  if (named.length) item.append(make("small", {}, ` (${named.join(", ")})`));
  return item;
}

function showProblems() {
  const groups = Map.groupBy(report.problems, groupId);
  const list = document.getElementById("problem-list");
  for (const [id, problems] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { tool, code } = problems[0];
    const details = make("details", { id }, make("summary", {}, `${tool}: ${code} (${problems.length})`));
    details.addEventListener("toggle", () => {
      if (details.open && !details.querySelector("ul")) details.append(make("ul", {}, ...problems.map(problemOf)));
    });
    list.append(details);
  }
  if (!groups.size) list.append(make("p", {}, "None."));
  window.addEventListener("hashchange", openTarget);
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

function showTools() {
  const facts = [
    ...Object.entries(report.tools),
    ...report.evidence.map((item) => [item.environment, item.interpreter]),
    ["hidden", `${report.suppressed} findings, by comments with a reason`],
  ];
  const list = document.getElementById("tool-list");
  for (const [name, text] of facts) list.append(make("dt", {}, name), make("dd", {}, text));
}

showSummary();
showClauses();
showFilters();
refold();
showProblems();
showTools();
openTarget();
