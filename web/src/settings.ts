/** The reader's own choices: colours, how much is said aloud, one-letter keys. */

import { all, kept, one, root } from "./dom";

function theme(value: string): void {
  if (value === "light" || value === "dark") root.dataset["theme"] = value;
  else delete root.dataset["theme"];
}

export function apply(): void {
  theme(kept.get("theme") ?? "auto");
}

export function listen(): void {
  const box = one("#settings");
  if (box) box.hidden = false;
  for (const select of all<HTMLSelectElement>(document, "select[data-setting]")) {
    const name = select.dataset["setting"] ?? "";
    const was = kept.get(name);
    if (was && [...select.options].some((o) => o.value === was)) select.value = was;
    select.addEventListener("change", () => {
      kept.set(name, select.value);
      if (name === "theme") theme(select.value);
    });
  }
}
