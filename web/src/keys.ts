/** One-letter keys, all of which one switch turns off; none acts inside a form field. */

import { toggleAxis } from "./chart";
import { inForm, kept, one } from "./dom";
import { pause } from "./live";

const PLACES = ["results", "remaining", "chart", "units", "methods", "map", "call", "log", "data"];

function go(id: string): void {
  const place = document.getElementById(id);
  if (!place) return;
  place.scrollIntoView({ block: "start" });
  const head = place.querySelector<HTMLElement>("h2") ?? place;
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
}

function help(): void {
  const dialog = one<HTMLDialogElement>("#keys");
  if (!dialog) return;
  if (dialog.open) dialog.close();
  else dialog.showModal();
}

function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || inForm(event.target) || kept.get("keys") === "off") return;
  const place = PLACES[Number(event.key) - 1];
  if (place) go(place);
  else if (event.key === "/") one<HTMLInputElement>("input[data-for]:not([hidden])")?.focus();
  else if (event.key === "t") toggleAxis();
  else if (event.key === "p") pause();
  else if (event.key === "?") help();
  else return;
  event.preventDefault();
}

export function listen(): void {
  document.addEventListener("keydown", press);
  one("#keys-close")?.addEventListener("click", help);
  one("#keys-open")?.addEventListener("click", help);
}
