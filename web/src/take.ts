/** "What would it take", by hand: exact integers over the votes the page says are left, and a link that says it again.

Shares are thousandths, so that what is typed is what is counted: `left * thousandths // 1000`, as on the server. */

import { all, one, word } from "./dom";

type Row = { left: number; shares: Record<string, number>; own: HTMLInputElement | null };

/** A preset's own share, exactly, until the reader moves something. */
let exact: { votes: number; of: number } | null = null;

const form = (): HTMLFormElement | null => one<HTMLFormElement>("#what-if");
const grouped = (n: number): string => n.toLocaleString(document.documentElement.lang || "en");

/** A share as text on its own side of the line, as on the server: two decimals within five points of it, four at most. */
export function shown(votes: number, total: number, line: [number, number] | null): string {
  const near = line !== null && Math.abs(votes / total - line[0] / line[1]) < 0.05;
  for (let decimals = near ? 2 : 1; decimals <= 4; decimals += 1) {
    const text = ((100 * votes) / total).toFixed(decimals);
    if (!line || decimals === 4) return text;
    const exact = Math.sign(votes * line[1] - line[0] * total);
    if (Math.sign(Math.round(Number(text) * 10 ** decimals) * line[1] - line[0] * 100 * 10 ** decimals) === exact) return text;
  }
  return "";
}

const fraction = (text: string): [number, number] | null => {
  const [over, under] = text.split("/").map(Number);
  return over && under ? [over, under] : null;
};

function rows(): Row[] {
  return all(document, "#t-left tbody tr").map((tr) => ({
    left: Number(tr.dataset["left"]),
    shares: JSON.parse(tr.dataset["shares"] ?? "{}") as Record<string, number>,
    own: tr.querySelector("input"),
  }));
}

const chosen = (id: string): HTMLSelectElement | null => one<HTMLSelectElement>(id);
const number = (): HTMLInputElement | null => one<HTMLInputElement>("#if-number");
const slider = (): HTMLInputElement | null => one<HTMLInputElement>("#if-share");

/** Votes of what is left: row by row where a row says its own share, else the one share of all. */
function taken(): { of: number; votes: number } {
  const share = Math.round(Number(number()?.value ?? 0) * 10);
  const mid = Number((form()?.dataset["left"] ?? "0 0 0").split(" ")[1]);
  const own = rows();
  if (!own.some((r) => r.own?.value)) {
    const [over, under] = exact ? [exact.votes, exact.of] : [share, 1000];
    return { of: mid, votes: Math.floor((mid * over) / under) };
  }
  let [of, votes] = [0, 0];
  for (const row of own) {
    const part = row.own?.value ? Math.round(Number(row.own.value) * 10) : share;
    of += row.left;
    votes += Math.floor((row.left * part) / 1000);
  }
  return { of, votes };
}

function toLine(votes: number, total: number, [over, under]: [number, number]): string {
  const most = Math.floor((over * total) / under);
  if (votes * under > over * total) {
    const more = votes - most;
    return more === 1 ? word("one-over") : word("over", { n: grouped(more) });
  }
  if (votes * under === over * total) return word("exact");
  const lack = most + 1 - votes;
  return lack === 1 ? word("one-short") : word("short", { n: grouped(lack) });
}

/** Against the best placed other, who has what the candidate leaves of the rest less the others' share so far. */
function toRival(candidate: string, votes: number, left: number, got: number): string {
  const options = [...(chosen("#if-candidate")?.options ?? [])];
  const counted = (o: HTMLOptionElement): number => Number(o.dataset["votes"]);
  const place = chosen("#if-target")?.value === "second" ? 2 : 1;
  const rivals = options.filter((o) => o.value !== candidate).sort((a, b) => counted(b) - counted(a));
  const rival = rivals[place - 1];
  if (!rival) return "";
  const total = Number(form()?.dataset["total"]);
  const mine = votes - got;
  const others = Math.floor((left * (total - mine - counted(rival))) / Math.max(1, total));
  const gap = votes - counted(rival) - Math.max(0, left - others - got);
  if (gap === 0) return word("level", { rival: rival.text });
  return word(gap > 0 ? "ahead" : "behind", { n: grouped(Math.abs(gap)), rival: rival.text });
}

function say(): void {
  const [box, who, what, out] = [form(), chosen("#if-candidate"), chosen("#if-target"), one("#if-result")];
  const option = who?.selectedOptions[0];
  if (!box || !option || !what || !out) return;
  const { of, votes: got } = taken();
  const votes = Number(option.dataset["votes"]) + got;
  const total = Number(box.dataset["total"]) + of;
  const line = fraction(box.dataset["share"] ?? "");
  const share = of ? ((100 * got) / of).toFixed(1) : "0";
  const parts = { share, name: option.text, votes: grouped(votes), total: grouped(total), final: shown(votes, total, line) };
  const byLine = line !== null && (what.value === "majority" || what.value === "deny");
  const end = byLine && line ? toLine(votes, total, line) : toRival(option.value, votes, of, got);
  const text = word("gives", parts) + (end ? `, ${end}.` : ".");
  if (out.textContent !== text) out.textContent = text;
}

function remember(): void {
  const parts = [chosen("#if-candidate")?.value, chosen("#if-target")?.value, (Number(number()?.value) / 100).toFixed(3)];
  const own = all<HTMLInputElement>(document, "#t-left input").map((e) => (e.value ? (Number(e.value) / 100).toFixed(3) : ""));
  const tail = own.some(Boolean) ? `:${own.join(",")}` : "";
  history.replaceState(null, "", `#take=${parts.join(":")}${tail}`);
}

function set(share: number): void {
  const text = String(Math.round(share * 1000) / 10);
  const [field, range] = [number(), slider()];
  if (field) field.value = text;
  if (range) range.value = String(Math.round(share * 1000));
}

function preset(button: HTMLButtonElement): void {
  const who = chosen("#if-candidate")?.value ?? "";
  const of = Number(button.dataset["of"]);
  const shares = JSON.parse(button.dataset["shares"] ?? "{}") as Record<string, number>;
  for (const row of rows()) {
    if (row.own) row.own.value = of ? "" : String(Math.round((row.shares[who] ?? 0) * 1000) / 10);
  }
  exact = of ? { votes: shares[who] ?? 0, of } : null;
  if (of) set((shares[who] ?? 0) / of);
  else {
    const { of: left, votes } = taken();
    set(left ? votes / left : 0);
  }
}

/** `#take=ossoff:majority:0.478`, with a share for each row after it where they differ. */
function recall(): boolean {
  const found = /^#take=([^:]+):([^:]+):([\d.]+)(?::([\d.,]*))?$/.exec(location.hash);
  const [who, what] = [chosen("#if-candidate"), chosen("#if-target")];
  if (!found || !who || !what) return false;
  const [, name, target, share, own] = found;
  const option = [...who.options].find((o) => o.value === name || o.value.split("-").includes(name ?? ""));
  if (option) who.value = option.value;
  if ([...what.options].some((o) => o.value === target)) what.value = target ?? "";
  set(Math.min(1, Number(share)));
  own?.split(",").forEach((part, i) => {
    const field = all<HTMLInputElement>(document, "#t-left input")[i];
    if (field && part) field.value = String(Math.round(Number(part) * 1000) / 10);
  });
  one<HTMLDetailsElement>("#left-rows")?.toggleAttribute("open", Boolean(own));
  document.getElementById("take")?.scrollIntoView();
  return true;
}

/** Show the form (it waits hidden for a script), or say its result again after the page was brought up to date. */
export function ready(): void {
  const box = form();
  if (!box) return;
  if (box.hidden) {
    box.hidden = false;
    for (const e of all(document, ".own[data-mine]")) e.hidden = false;
    if (!recall()) {
      const first = one<HTMLButtonElement>("[data-preset]", box);
      if (first) preset(first);
      else set(0.5);
    }
  }
  say();
}

export function listen(): void {
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLElement) || !field.closest("#take")) return;
    exact = null;
    if (field.id === "if-share") set(Number((field as HTMLInputElement).value) / 1000);
    else if (field.id === "if-number") { const range = slider(); if (range) range.value = String(Number((field as HTMLInputElement).value) * 10); }
    if (field.id === "if-share" || field.id === "if-number") for (const row of rows()) if (row.own) row.own.value = "";
    say();
    remember();
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("[data-preset]") : null;
    if (!button) return;
    preset(button);
    say();
    remember();
  });
  addEventListener("hashchange", () => { if (recall()) say(); });
}
