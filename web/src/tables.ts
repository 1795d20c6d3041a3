/** Sort by any column, find a place among many, and take away the rows that are seen as CSV. */

import { all, one, word } from "./dom";

type Chosen = { column: number; down: boolean };
const sorted = new WeakMap<Element, Chosen>();

const rows = (table: Element): HTMLTableRowElement[] => {
  const body = table.querySelector("tbody");
  return body ? [...body.rows] : [];
};

const text = (row: HTMLTableRowElement, column: number): string => {
  const cell = row.cells[column];
  const shown = cell?.querySelector("[data-k]") ?? cell;
  return (shown?.textContent ?? "").trim();
};

/** "12,345", "48.1%", "−2.4", "32 of 50" as numbers; what is missing sorts last in both directions. */
export function value(shown: string): number | null {
  const part = /^([\d.,]+) \S+ ([\d.,]+)/.exec(shown);
  const plain = (s: string): number => Number(s.replace(/[,\s]/g, ""));
  if (part) return plain(part[1] ?? "") / Math.max(1, plain(part[2] ?? ""));
  const found = /[+−-]?\d[\d,.]*/.exec(shown.replace("−", "-"));
  return found ? plain(found[0]) : null;
}

/** Put a table's rows (or a copy's) back in the server's order, none hidden. */
export function inOrder(section: Element): void {
  for (const table of all(section, "table[data-sort]")) {
    const body = table.querySelector("tbody");
    if (!body) continue;
    const place = (r: HTMLTableRowElement): number => Number(r.dataset["i"]);
    body.append(...[...body.rows].sort((a, b) => place(a) - place(b)));
    for (const row of body.rows) row.hidden = false;
    for (const head of all(table, "th[aria-sort]")) head.removeAttribute("aria-sort");
    for (const button of all(table, "th > button")) button.replaceWith(...button.childNodes);
    (table as HTMLElement).normalize();
  }
}

function arrange(table: Element): void {
  const chosen = sorted.get(table);
  const body = table.querySelector("tbody");
  if (!chosen || !body) return;
  const sign = chosen.down ? -1 : 1;
  const compare = (a: HTMLTableRowElement, b: HTMLTableRowElement): number => {
    const [x, y] = [text(a, chosen.column), text(b, chosen.column)];
    if (chosen.column === 0) return sign * x.localeCompare(y);
    const [m, n] = [value(x), value(y)];
    if (m === null || n === null) return m === n ? 0 : m === null ? 1 : -1;
    return sign * (m - n);
  };
  const heads = all(table, "thead th");
  heads.forEach((head, i) => {
    if (i === chosen.column) head.setAttribute("aria-sort", chosen.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
  body.append(...[...body.rows].filter((r) => !r.matches(".all")).sort(compare), ...all<HTMLTableRowElement>(body, ".all"));
}

function press(table: Element, column: number): void {
  const was = sorted.get(table);
  sorted.set(table, { column, down: was?.column === column ? !was.down : column > 0 });
  arrange(table);
}

function filter(field: HTMLInputElement): void {
  const table = document.getElementById(field.dataset["for"] ?? "");
  if (!table) return;
  const wanted = field.value.trim().toLocaleLowerCase();
  let seen = 0;
  for (const row of rows(table)) {
    row.hidden = wanted !== "" && !text(row, 0).toLocaleLowerCase().includes(wanted);
    if (!row.hidden) seen += 1;
  }
  const told = one(`[data-found="${table.id}"]`);
  if (told) told.textContent = wanted ? word("found", { n: String(seen), all: String(rows(table).length) }) : "";
}

const quoted = (cell: string): string => {
  const safe = /^[=+@\t\r-]/.test(cell) && !/^[+−-]?[\d.,]+%?$/.test(cell) ? `'${cell}` : cell;
  return /[",\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
};

function download(table: Element, name: string): void {
  const heads = all(table, "thead th").map((h) => (h.textContent ?? "").trim());
  const seen = rows(table).filter((r) => !r.hidden);
  const lines = [heads, ...seen.map((r) => [...r.cells].map((_, i) => text(r, i)))];
  const body = lines.map((line) => line.map(quoted).join(",")).join("\n") + "\n";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([body], { type: "text/csv" }));
  link.download = `${name}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** After a section has been drawn anew: heads become buttons again, the reader's order and filter return. */
export function reorder(section: ParentNode): void {
  for (const table of all(section, "table[data-sort]")) {
    all(table, "thead th").forEach((head, column) => {
      if (head.querySelector("button")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => press(table, column));
      head.append(button);
    });
    arrange(table);
  }
  for (const field of all<HTMLInputElement>(section, "input[data-for]")) {
    const box = field.closest<HTMLElement>("[data-tools]");
    if (box) box.hidden = false;
    field.addEventListener("input", () => filter(field));
    if (field.value) filter(field);
  }
  for (const button of all<HTMLButtonElement>(section, "button[data-csv]")) {
    const box = button.closest<HTMLElement>("[data-tools]");
    if (box) box.hidden = false;
    button.onclick = () => {
      const table = document.getElementById(button.dataset["csv"] ?? "");
      if (table) download(table, button.dataset["name"] ?? table.id);
    };
  }
}
