/** How old the page is, by the server's own clock: amber after twice the usual gap (ten minutes at least), red after 30.

A rehearsal's clock is invented and a replay's is another day's, so their age says nothing. The page's address answers with when it was last changed and what time it is there; the reader's clock is not asked. */

import { one, root, word } from "./dom";

const MINUTE = 60000;
let changed = 0;
let ahead = 0;

/** Take note of an answer's headers: its age is the difference of the two clocks of one machine. */
export function received(answer: Response): void {
  const [date, last] = [answer.headers.get("Date"), answer.headers.get("Last-Modified")].map((h) => Date.parse(h ?? ""));
  if (!date || !last || Number.isNaN(date) || Number.isNaN(last)) return;
  ahead = date - Date.now();
  changed = last;
}

export function grade(age: number, usual: number): "" | "late" | "old" {
  if (age > 30 * MINUTE) return "old";
  return age > Math.max(10 * MINUTE, 2 * usual) ? "late" : "";
}

export function look(): void {
  const note = one("#age");
  if (!note || !changed || "still" in root.dataset || "final" in root.dataset) return;
  if ("rehearsal" in root.dataset || "replay" in root.dataset) return;
  const age = Math.max(0, Date.now() + ahead - changed);
  const usual = Number(root.dataset["gap"] ?? 0) * 1000;
  const state = "complete" in root.dataset ? "" : grade(age, usual);
  root.dataset["age"] = state;
  const time = one("[data-k=as-of]")?.textContent ?? "";
  const gap = usual ? word("gap", { n: String(Math.max(1, Math.round(usual / MINUTE))) }) : "";
  const said = state ? word("stale", { time, minutes: String(Math.floor(age / MINUTE)), gap }) : "";
  if (note.textContent !== said) note.textContent = said;
  note.hidden = !said;
}
