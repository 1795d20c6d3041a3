/** <outright-embed src="https://results.example.org/embed/NIGHT/CONTEST/" part="card">: a part of a contest, in a frame
that is as high as what is in it. What stands between the tags is shown where no script runs. */

const HEIGHT: Record<string, number> = {
  card: 500, table: 800, chart: 830, map: 560, units: 540, remaining: 520, call: 1190,
};

customElements.get("outright-embed") ?? customElements.define("outright-embed", class extends HTMLElement {
  #frame = document.createElement("iframe");
  #hear = (event: MessageEvent): void => {
    const { data, origin, source } = event;
    if (source !== this.#frame.contentWindow || origin !== new URL(this.#frame.src).origin) return;
    const height = data?.type === "embed-size" ? data.height : /^pymx.*xPYMxheightxPYMx([\d.]+)$/.exec(data)?.[1];
    if (height > 0 && height < 2e4) this.#frame.height = height;
  };

  static get observedAttributes(): string[] { return ["theme"]; }

  connectedCallback(): void {
    const ask = (name: string): string => this.getAttribute(name) ?? "";
    const address = new URL(ask("src"), document.baseURI);
    if (!/^https?:$/.test(address.protocol)) return;
    const [, at = "", named] = /^(.*\/embed\/[^/]+\/[^/]+)\/?([^/]*)/.exec(address.pathname) ?? [];
    const part = ask("part") || named || "card";
    if (at) address.pathname = `${at}/${part}/`;
    for (const name of ["theme", "rows", "only", "accent", "lang", "freeze"]) {
      if (ask(name)) address.searchParams.set(name, ask(name));
    }
    const frame = this.#frame;
    frame.title = ask("title") || "Election results";
    frame.loading = "lazy";
    frame.width = "100%";
    frame.height = `${HEIGHT[part] ?? 500}`;
    frame.style.border = "0";
    frame.src = address.href;
    this.style.display = "block";
    addEventListener("message", this.#hear);
    this.replaceChildren(frame);
  }

  disconnectedCallback(): void { removeEventListener("message", this.#hear); }

  attributeChangedCallback(_: string, was: string | null, value: string | null): void {
    if (was !== value) {
      this.#frame.contentWindow?.postMessage({ type: "outright:theme", value }, new URL(this.#frame.src).origin);
    }
  }
});
