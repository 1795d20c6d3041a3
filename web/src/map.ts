/** One stop for the Tab key in a map of many places; the arrow keys go from place to place in the table's order. */

import { all } from "./dom";

type Place = SVGAElement;
let last: string | null = null;

const places = (land: Element): Place[] => all<Place>(land, "a[href]");

/** Exactly one place of every map can be reached with Tab: the one where the reader was, else the first. */
export function rove(): void {
  for (const land of all<SVGElement>(document, "svg.land")) {
    const found = places(land);
    const at = found.find((a) => a.dataset["g"] === last) ?? found[0];
    for (const a of found) a.setAttribute("tabindex", a === at ? "0" : "-1");
  }
}

function key(event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof SVGElement)) return;
  const here = event.target.closest<Place>("svg.land a[href]");
  const land = here?.closest("svg.land");
  if (!here || !land) return;
  const found = places(land);
  const now = found.indexOf(here);
  const end = found.length - 1;
  const next = {
    ArrowRight: now + 1, ArrowDown: now + 1, ArrowLeft: now - 1, ArrowUp: now - 1, Home: 0, End: end,
  }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  found[Math.max(0, Math.min(end, next))]?.focus();
}

/** Delegated from the document, so that a map drawn anew answers too. */
export function listen(): void {
  document.addEventListener("keydown", key);
  document.addEventListener("focusin", (event) => {
    const here = event.target instanceof SVGElement ? event.target.closest<Place>("svg.land a[href]") : null;
    const before = last;
    last = here?.dataset["g"] ?? null;
    if (here && last !== before) rove();
  });
  document.addEventListener("outright:shown", rove);
  rove();
}
