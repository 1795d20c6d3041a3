/** Waits for a hint (or asks every 15 seconds where nobody hints), fetches this same page, and shows what changed. */

import { look, received } from "./age";
import { leastOf, outlived } from "./client";
import { one, root, word } from "./dom";
import { atRest, show } from "./patch";
import { shownAgain, tell } from "./speak";

const HIDDEN = 60000;
const seconds = (): number => Number(root.dataset["poll"] ?? 15) * 1000;

let last = "";
let timer = 0;
let busy = false;
let again = false;
let waiting: Document | null = null;
let live: EventSource | null = null;
export let paused = false;

function net(text: string): void {
  const note = one("#net");
  if (!note || note.textContent === text) return;
  note.textContent = text;
  note.hidden = !text;
}

function offer(page: Document | null): void {
  waiting = page;
  const button = one<HTMLButtonElement>("#apply");
  if (button) button.hidden = page === null;
}

function shown(html: string): void {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  if (outlived(leastOf(fresh))) {
    whenAtRest(() => location.reload());
    return;
  }
  offer(show(fresh) ? fresh : null);
  tell(fresh);
  for (const flag of ["final", "complete", "gap"] as const) {
    const value = fresh.documentElement.dataset[flag];
    if (value === undefined) delete root.dataset[flag];
    else root.dataset[flag] = value;
  }
  if ("final" in root.dataset) stop();
  if (waiting) whenAtRest(() => { if (waiting === fresh) { show(fresh, true); offer(null); } });
}

function whenAtRest(act: () => void): void {
  const wait = window.setInterval(() => {
    if (!atRest()) return;
    clearInterval(wait);
    act();
  }, 500);
}

export async function update(): Promise<void> {
  if (paused) return;
  if (busy) { again = true; return; }
  busy = true;
  try {
    const answer = await fetch(location.pathname, { cache: "no-cache" });
    if (!answer.ok) throw new Error(String(answer.status));
    received(answer);
    const html = await answer.text();
    const news = html !== last;
    last = html;
    if (news) shown(html);
    net("");
  } catch {
    net(word("offline", { time: one("[data-k=as-of]")?.textContent ?? "" }));
  }
  look();
  busy = false;
  if (again) { again = false; void update(); }
}

function poll(): void {
  clearTimeout(timer);
  if ("final" in root.dataset) return;
  const wait = document.hidden ? HIDDEN : seconds() * (0.8 + 0.4 * Math.random());
  timer = window.setTimeout(async () => { await update(); poll(); }, wait);
}

function stop(): void {
  clearTimeout(timer);
  live?.close();
}

export function pause(): void {
  paused = !paused;
  const note = one("#paused");
  if (note) note.hidden = !paused;
  if (!paused) void update();
}

/** Only Outright's own server numbers its answers; on a plain file server there is nothing to listen to. */
export async function start(): Promise<void> {
  one<HTMLButtonElement>("#apply")?.addEventListener("click", () => { if (waiting) show(waiting, true); offer(null); });
  if (!/^https?:$/.test(location.protocol) || "still" in root.dataset) return;
  const answer = await fetch(location.pathname, { method: "HEAD", cache: "no-cache" }).catch(() => null);
  if (answer) received(answer);
  look();
  const events = root.dataset["events"];
  if ("final" in root.dataset || !events) return;
  setInterval(look, 20000);
  poll();
  addEventListener("visibilitychange", () => { if (!document.hidden) { shownAgain(); void update(); } });
  if (!answer?.headers.get("Outright-Seq")) return;
  live = new EventSource(events);
  const soon = (): void => { setTimeout(update, Math.random() * Math.min(2000, seconds() / 8)); };
  for (const kind of ["snapshot", "call", "correction", "status", "reset"]) live.addEventListener(kind, soon);
  live.addEventListener("open", () => { clearTimeout(timer); soon(); });
  live.addEventListener("error", poll);
  live.addEventListener("reload", (event) => {
    const { clientMin } = JSON.parse((event as MessageEvent<string>).data) as { clientMin?: string };
    if (outlived(Number(clientMin))) whenAtRest(() => location.reload());
  });
}
