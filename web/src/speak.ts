/** What a screen reader hears: one sentence at most, once a minute at most, unless the verdict is another one. */

import { kept, one } from "./dom";

const EVERY = 60000;
let spoke = 0;
let sentence = "";
let verdict = document.title;

export const howMuch = (): string => kept.get("say") ?? "all";

export function tell(fresh: Document): void {
  const now = one<HTMLMetaElement>("meta[name=description]", fresh)?.content ?? "";
  const meta = one<HTMLMetaElement>("meta[name=description]");
  if (meta) meta.content = now;
  const news = fresh.title !== verdict;
  verdict = fresh.title;
  document.title = document.hidden ? `● ${verdict}` : verdict;
  if (now === sentence || howMuch() === "off") return;
  const place = one(news ? "#call-out" : "#say");
  if (!place || (!news && (howMuch() === "calls" || Date.now() - spoke < EVERY))) return;
  place.textContent = now;
  sentence = now;
  spoke = Date.now();
}

export const shownAgain = (): void => { document.title = verdict; };
