/** From the page that is shown to the page as it is now: texts in place, structure only while nobody uses it.

The server is the only place where numbers are made: what is fetched is this same page, drawn anew. */

import { all } from "./dom";
import { inOrder, reorder } from "./tables";

const REST = 2000;
const MARK = 3000;
let moved = 0;

const byKey = (node: ParentNode, what: string): Map<string, HTMLElement> =>
  new Map(all(node, `[data-${what}]`).map((e) => [e.dataset[what] ?? "", e]));
const adopt = (nodes: Iterable<Node>): Node[] => [...nodes].map((n) => document.importNode(n, true));

/** The figures an element carries for scripts: `data-…` but its own name. */
const figures = (e: Element): string[] => e.getAttributeNames().filter((n) => n.startsWith("data-") && n !== "data-a");

/** A section's shape is everything in it that is neither a keyed text nor a drawing nor the reader's own choice.
    Where two shapes differ the section is swapped whole: no heading can outlive the numbers under it. */
function shape(section: HTMLElement): string {
  const copy = section.cloneNode(true) as HTMLElement;
  inOrder(copy);
  for (const e of all(copy, ".card[hidden],.group[hidden]")) e.hidden = false;
  for (const e of all(copy, "[data-filter]")) e.removeAttribute("aria-current");
  for (const e of all(copy, "[data-mine]")) e.remove();
  for (const e of all(copy, "[data-mine-text]")) e.replaceChildren();
  for (const e of all(copy, "details")) e.removeAttribute("open");
  for (const e of all(copy, "[data-a]")) for (const name of figures(e)) e.removeAttribute(name);
  for (const e of all(copy, "[data-g]")) e.replaceWith(`[${e.dataset["g"]}]`);
  for (const e of all(copy, "[data-k]")) {
    e.replaceChildren();
    e.removeAttribute("datetime");
    e.classList.remove("changed");
    if (!e.classList.length) e.removeAttribute("class");
  }
  return copy.innerHTML;
}

const inUse = (section: HTMLElement): boolean =>
  section.contains(document.activeElement) || (section.matches(":hover") && Date.now() - moved < REST);

/** A drawing as the server sent it, without what the script has added to it. */
function drawn(element: HTMLElement): string {
  const copy = element.cloneNode(true) as HTMLElement;
  copy.removeAttribute("tabindex");
  for (const line of all(copy, ".cursor")) for (const x of ["x1", "x2"]) line.setAttribute(x, "-9%");
  return copy.outerHTML;
}

function patch(old: HTMLElement, fresh: HTMLElement): void {
  const keys = byKey(fresh, "k");
  for (const [key, element] of byKey(old, "k")) {
    const next = keys.get(key);
    if (!next || next.innerHTML === element.innerHTML) continue;
    element.replaceChildren(...adopt(next.childNodes));
    if (element instanceof HTMLTimeElement && next instanceof HTMLTimeElement) element.dateTime = next.dateTime;
    element.className = next.className;
    element.classList.add("changed");
    setTimeout(() => element.classList.remove("changed"), MARK);
  }
  const carried = byKey(fresh, "a");
  for (const [key, element] of byKey(old, "a")) {
    const next = carried.get(key);
    if (next) for (const name of figures(next)) element.setAttribute(name, next.getAttribute(name) ?? "");
  }
  const drawings = byKey(fresh, "g");
  for (const [key, element] of byKey(old, "g")) {
    const next = drawings.get(key);
    if (next && !element.contains(document.activeElement) && next.outerHTML !== drawn(element)) {
      element.replaceWith(document.importNode(next, true));
    }
  }
}

/** A new structure goes in whole, with what the reader had opened, chosen or typed kept as it was. */
function swap(old: HTMLElement, fresh: HTMLElement): void {
  const opened = all<HTMLDetailsElement>(old, "details[id]").map((e) => [e.id, e.open] as const);
  const chosen = all<HTMLInputElement | HTMLSelectElement>(old, "input[id],select[id]").map((e) => [e.id, e] as const);
  old.replaceChildren(...adopt(fresh.childNodes));
  for (const [id, open] of opened) {
    const element = document.getElementById(id);
    if (element instanceof HTMLDetailsElement) element.open = open;
  }
  for (const [id, was] of chosen) {
    const element = document.getElementById(id);
    if (element instanceof HTMLInputElement && was instanceof HTMLInputElement) {
      if (element.type === "radio" || element.type === "checkbox") element.checked = was.checked;
      else element.value = was.value;
    } else if (element instanceof HTMLSelectElement && was instanceof HTMLSelectElement) {
      if ([...element.options].some((o) => o.value === was.value)) element.value = was.value;
    }
  }
  reorder(old);
}

/** Bring the page to what `fresh` says; true where a change of structure still waits for the reader. */
export function show(fresh: Document, now = false): boolean {
  const sections = byKey(fresh, "s");
  let waiting = false;
  for (const [key, old] of byKey(document, "s")) {
    const next = sections.get(key);
    if (!next) continue;
    const same = shape(old) === shape(next);
    if (!same && (now || !inUse(old))) swap(old, next);
    else patch(old, next);
    waiting ||= !same && inUse(old) && !now;
  }
  document.dispatchEvent(new CustomEvent("outright:shown"));
  return waiting;
}

export const atRest = (): boolean =>
  Date.now() - moved > REST && (document.activeElement === null || document.activeElement === document.body);

addEventListener("pointermove", () => { moved = Date.now(); }, { passive: true });
