/** Small things every module uses. */

export const root = document.documentElement;

export const all = <E extends Element = HTMLElement>(node: ParentNode, what: string): E[] => [
  ...node.querySelectorAll<E>(what),
];

export const one = <E extends Element = HTMLElement>(what: string, node: ParentNode = document): E | null =>
  node.querySelector<E>(what);

/** The page's own words, in its own language: `data-words` on the body, each with `{…}` for what goes in. */
const spoken: Record<string, string> = JSON.parse(document.body.dataset["words"] ?? "{}");

export const word = (key: string, parts: Record<string, string> = {}): string =>
  (spoken[key] ?? "").replace(/\{(\w+)\}/g, (_, name: string) => parts[name] ?? "");

/** What the reader chose, kept on this device only; a browser that refuses to keep it is no matter. */
export const kept = {
  get(key: string): string | null {
    try {
      return localStorage.getItem(`outright.${key}`);
    } catch {
      return null;
    }
  },
  set(key: string, value: string): void {
    try {
      localStorage.setItem(`outright.${key}`, value);
    } catch {
      /* private browsing */
    }
  },
};

export const inForm = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("input:not([type=radio]),select,textarea,[contenteditable]");
