/** A part of a contest in somebody else's frame: the host's wishes, the frame's height, and fresh numbers.

Everything the host asks for is in the address, so that a plain file serves every host. No wish can take away the
banner, how official the count is, its time or where it came from. */

import * as chart from "./chart";
import { one, root } from "./dom";
import { update } from "./live";
import * as map from "./map";

const SECONDS = 15;
const HIDDEN = 60;
const READABLE = 4.5;
const blocks = (): Element[] => [...document.body.children];
const asked = new URLSearchParams(location.search);
const wish = (name: string, is: RegExp): string => {
  const value = asked.get(name) ?? "";
  return is.test(value) ? value : "";
};

/** The same embed in another language, or as of another moment; "" where this is the one. */
async function elsewhere(): Promise<string> {
  const language = wish("lang", /^[a-z]{2,3}$/);
  const other = language && one<HTMLLinkElement>(`link[hreflang="${language}"]`);
  if (other) {
    asked.delete("lang");
    return `${other.href}?${asked}`;
  }
  const moment = wish("freeze", /^\d{1,9}$/);
  if (!moment || "still" in root.dataset) return "";
  const kept = new URL(`at/${moment}/`, location.href);
  const there = "keeps" in root.dataset && (await fetch(kept, { method: "HEAD" }).catch(() => null));
  if (there && there.ok) return kept.href + location.search;
  console.warn(`Outright: nothing was kept of this part at ${moment}; the newest is shown.`);
  return "";
}

const channel = (n: number): number => (n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4);
const light = (rgb: number[]): number => {
  const [r = 0, g = 0, b = 0] = rgb.map((n) => channel(n / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** A host's own colour for the line under the strip and for the link, if it can be read on this paper. */
function accent(): void {
  const hex = wish("accent", /^#?[0-9a-f]{6}$/i).replace("#", "");
  root.style.removeProperty("--accent");
  if (!hex) return;
  const ink = light([0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16)));
  const paper = light((getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? []).slice(0, 3).map(Number));
  const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
  if (contrast >= READABLE) root.style.setProperty("--accent", `#${hex}`);
}

function theme(value: unknown): void {
  if (value === "light" || value === "dark") root.dataset["theme"] = value;
  else delete root.dataset["theme"];
  accent();
}

/** So many candidates; each has a row of words and a row for the bar. */
function rows(): void {
  const most = wish("rows", /^[1-9]\d?$/);
  if (!most) return;
  const sheet = new CSSStyleSheet();
  sheet.insertRule(`.votes:not(.parties) tbody tr:nth-child(n + ${2 * Number(most) + 1}) { display: none; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  root.dataset["rows"] = most;
}

/** The height the content has, in the two shapes that hosts understand: AMP's and pym's. The body itself is never
    lower than the frame, so its parts are measured: a frame may shrink as well as grow. */
function tell(): void {
  const height = Math.ceil(blocks().reduce((sum, e) => sum + e.getBoundingClientRect().height, 0));
  parent.postMessage({ sentinel: "amp", type: "embed-size", height }, "*");
  const child = wish("childId", /^[\w-]{1,64}$/);
  if (child) parent.postMessage(`pymxPYMx${child}xPYMxheightxPYMx${height}`, "*");
}

function hear(event: MessageEvent<unknown>): void {
  if (event.source !== parent) return;
  const said = event.data;
  if (typeof said === "string" && said.startsWith("pymx")) tell();
  else if (said && typeof said === "object" && "type" in said && said.type === "outright:theme" && "value" in said) {
    theme(said.value);
  }
}

/** By asking again, never by a held line: a page may show a dozen embeds, and a browser holds six lines to a site. */
function again(): void {
  if ("final" in root.dataset || "still" in root.dataset || !/^https?:$/.test(location.protocol)) return;
  const wait = (document.hidden ? HIDDEN : SECONDS) * (0.8 + 0.4 * Math.random());
  setTimeout(async () => { await update(); again(); }, wait * 1000);
}

async function start(): Promise<void> {
  const address = await elsewhere();
  if (address) { location.replace(address); return; }
  if (wish("only", /^call$/)) root.dataset["only"] = "call";
  rows();
  theme(wish("theme", /^(light|dark)$/));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", accent);
  chart.listen();
  map.listen();
  chart.focusable();
  document.addEventListener("outright:shown", chart.focusable);
  if (parent !== window) {
    addEventListener("message", hear);
    addEventListener("load", tell);
    const watch = new ResizeObserver(tell);
    for (const block of blocks()) watch.observe(block);
    tell();
  }
  again();
}

void start();
