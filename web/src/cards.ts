/** Among the contests of a night: show those whose name holds what is typed. */

import { all, one, word } from "./dom";

function filter(field: HTMLInputElement): void {
  const wanted = field.value.trim().toLocaleLowerCase();
  let seen = 0;
  const cards = all(document, ".card");
  for (const card of cards) {
    const name = (card.querySelector("h3")?.textContent ?? "").toLocaleLowerCase();
    card.hidden = !name.includes(wanted);
    if (!card.hidden) seen += 1;
  }
  for (const group of all(document, ".group")) group.hidden = !group.querySelector(".card:not([hidden])");
  const told = one("#found-cards");
  if (told) told.textContent = wanted ? word("found", { n: String(seen), all: String(cards.length) }) : "";
}

/** The field waits hidden for a script; what was typed holds after the page was brought up to date. */
export function ready(): void {
  const field = one<HTMLInputElement>("#find-cards");
  const box = field?.closest<HTMLElement>("[data-mine]");
  if (!field || !box) return;
  if (box.hidden) field.addEventListener("input", () => filter(field));
  box.hidden = false;
  if (field.value) filter(field);
}
