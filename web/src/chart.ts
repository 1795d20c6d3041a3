/** Step through the chart with the arrow keys; what is read out stands in the table below it, word for word. */

import { all, one } from "./dom";

const at = new WeakMap<Element, number>();

function steps(figure: Element): HTMLTableRowElement[] {
  const table = figure.parentElement?.querySelector("#chart-table table");
  return table ? all<HTMLTableRowElement>(table, "tbody tr") : [];
}

function read(figure: Element, plot: SVGElement, step: number): void {
  const rows = steps(figure);
  const row = rows[step];
  const table = row?.closest("table");
  if (!row || !table) return;
  at.set(figure, step);
  const heads = all(table, "thead th").map((h) => (h.textContent ?? "").trim());
  const cells = [...row.cells].map((c, i) => `${heads[i]} ${(c.textContent ?? "").trim()}`);
  const out = one(".readout", figure);
  if (out) out.textContent = cells.join(", ");
  const across = plot.dataset["x"]?.split(" ")[step];
  const line = one<SVGLineElement>(".cursor", plot);
  if (line && across) {
    line.setAttribute("x1", `${across}%`);
    line.setAttribute("x2", `${across}%`);
  }
}

export function toggleAxis(): void {
  const other = one<HTMLInputElement>("#chart input[name=axis]:not(:checked)");
  if (other) other.checked = true;
}

function key(event: KeyboardEvent): void {
  const plot = event.target;
  if (!(plot instanceof SVGElement) || !plot.matches(".plot")) return;
  const figure = plot.closest("figure");
  if (!figure) return;
  const last = steps(figure).length - 1;
  const now = at.get(figure) ?? last;
  const next = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last }[event.key];
  if (event.key === "Escape") plot.blur();
  if (next === undefined) return;
  event.preventDefault();
  read(figure, plot, Math.max(0, Math.min(last, next)));
}

/** Delegated from the document, so that a chart drawn anew answers too. */
export function listen(): void {
  document.addEventListener("keydown", key);
  document.addEventListener("focusin", (event) => {
    const plot = event.target;
    if (!(plot instanceof SVGElement) || !plot.matches(".plot")) return;
    const figure = plot.closest("figure");
    if (figure) read(figure, plot, at.get(figure) ?? steps(figure).length - 1);
  });
  document.addEventListener("focusout", (event) => {
    const plot = event.target;
    if (!(plot instanceof SVGElement) || !plot.matches(".plot")) return;
    const out = plot.closest("figure")?.querySelector(".readout");
    if (out) out.textContent = "";
  });
}

export function focusable(): void {
  for (const plot of all<SVGElement>(document, ".plot")) plot.setAttribute("tabindex", "0");
}
