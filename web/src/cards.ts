/** Among the contests of a night: show those whose name holds what is typed and that are of the chosen office, state
and verdict. The choice is the address (`#office-governor&call-open`); one choice alone is an address without a script
too, where it leads to the list of its contests. */

import { all, one, root, word } from "./dom";

const chosen = new Map<string, string>();
const links = (): HTMLAnchorElement[] => all<HTMLAnchorElement>(document, "#filters a[data-filter]");
const id = (link: HTMLAnchorElement): string => link.hash.slice(1);

function filter(): void {
  const field = one<HTMLInputElement>("#find-cards");
  const wanted = (field?.value ?? "").trim().toLocaleLowerCase();
  let seen = 0;
  const cards = all(document, ".card");
  for (const card of cards) {
    const name = (card.querySelector("h3")?.textContent ?? "").toLocaleLowerCase();
    const is = (card.dataset["is"] ?? "").split(" ");
    card.hidden = !name.includes(wanted) || [...chosen.values()].some((one) => !is.includes(one));
    if (!card.hidden) seen += 1;
  }
  for (const group of all(document, ".group")) group.hidden = !group.querySelector(".card:not([hidden])");
  const told = one("#found-cards");
  if (told) told.textContent = wanted || chosen.size ? word("found", { n: String(seen), all: String(cards.length) }) : "";
  for (const link of links()) {
    const kind = link.dataset["filter"] ?? "";
    if (kind ? chosen.get(kind) === id(link) : !chosen.size) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** The choices an address names; anything else in it is another place on the page and chooses nothing. */
function recall(): void {
  const named = new Set(location.hash.slice(1).split("&"));
  chosen.clear();
  for (const link of links()) {
    const kind = link.dataset["filter"];
    if (kind && named.has(id(link))) chosen.set(kind, id(link));
  }
}

function choose(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("#filters a[data-filter]") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const kind = link.dataset["filter"] ?? "";
  if (!kind) chosen.clear();
  else if (chosen.get(kind) === id(link)) chosen.delete(kind);
  else chosen.set(kind, id(link));
  history.replaceState(null, "", `#${[...chosen.values()].join("&") || "contests"}`);
  filter();
}

let listens = false;

/** The field waits hidden for a script; what was typed and chosen holds after the page was brought up to date. */
export function ready(): void {
  const field = one<HTMLInputElement>("#find-cards");
  const box = one("#found-cards")?.closest<HTMLElement>("[data-mine]");
  if (!box) return;
  if (field && box.hidden) field.addEventListener("input", filter);
  box.hidden = false;
  if (!listens) {
    listens = true;
    root.dataset["filters"] = "";
    recall();
    document.addEventListener("click", choose);
    addEventListener("hashchange", () => { recall(); filter(); });
  }
  filter();
}
