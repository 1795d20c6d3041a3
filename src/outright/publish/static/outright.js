/* Keeps an open page up to date: waits for a hint, fetches this same page again, patches what changed.
   The server stays the only place where numbers are made. Nothing here is needed to read the page. */
"use strict";
(() => {
  const POLL = 15000, POLL_HIDDEN = 60000, REST = 2000, MARK = 3000, SPEAK = 60000;
  const root = document.documentElement;
  const title = document.title;
  let last = "", timer = 0, busy = false, again = false, spoke = 0, moved = 0, live = null;

  const all = (node, what) => [...node.querySelectorAll(what)];
  const byKey = (node, what) => new Map(all(node, `[data-${what}]`).map((e) => [e.dataset[what], e]));
  const adopt = (nodes) => [...nodes].map((n) => document.importNode(n, true));

  /* A section's shape is everything in it that is neither a keyed text nor a drawing. Where two shapes
     differ the section is swapped whole, so that no heading can outlive the numbers under it. */
  function shape(section) {
    const copy = section.cloneNode(true);
    for (const e of all(copy, "#net")) e.remove();
    for (const e of all(copy, "details")) e.removeAttribute("open");
    for (const e of all(copy, "[data-g]")) e.replaceWith(`[${e.dataset.g}]`);
    for (const e of all(copy, "[data-k]")) {
      e.replaceChildren();
      e.removeAttribute("datetime");
      e.classList.remove("changed");
      if (!e.classList.length) e.removeAttribute("class");
    }
    return copy.innerHTML;
  }
  const inUse = (section) =>
    section.contains(document.activeElement) || (section.matches(":hover") && Date.now() - moved < REST);

  function patch(old, fresh) {
    const keys = byKey(fresh, "k");
    for (const [key, element] of byKey(old, "k")) {
      const next = keys.get(key);
      if (!next || next.innerHTML === element.innerHTML) continue;
      element.replaceChildren(...adopt(next.childNodes));
      if (next.dateTime) element.dateTime = next.dateTime;
      element.classList.add("changed");
      setTimeout(() => element.classList.remove("changed"), MARK);
    }
    const drawings = byKey(fresh, "g");
    for (const [key, element] of byKey(old, "g")) {
      const next = drawings.get(key);
      if (next && next.outerHTML !== element.outerHTML) element.replaceWith(document.importNode(next, true));
    }
  }

  /* A new structure goes in whole, with what the reader had opened or chosen kept as it was. */
  function swap(old, fresh) {
    const kept = all(old, "details[id],input[id]").map((e) => [e.id, e.open, e.checked]);
    old.replaceChildren(...adopt(fresh.childNodes));
    for (const [id, open, checked] of kept) {
      const element = document.getElementById(id);
      if (!element) continue;
      if (element.matches("details")) element.open = open;
      else element.checked = checked;
    }
  }

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const sections = byKey(fresh, "s");
    let waiting = false;
    for (const [key, old] of byKey(document, "s")) {
      const next = sections.get(key);
      if (!next || next.innerHTML === old.innerHTML) continue;
      const same = shape(old) === shape(next);
      if (!same && !inUse(old)) { swap(old, next); continue; }
      patch(old, next);
      waiting ||= !same;
    }
    tell(fresh);
    if (waiting) setTimeout(() => { if (html === last) show(html); }, REST);
  }

  /* One sentence at most, once a minute at most, unless the verdict itself is another one. */
  function tell(fresh) {
    const sentence = fresh.querySelector("meta[name=description]").content;
    const verdict = fresh.title;
    document.querySelector("meta[name=description]").content = sentence;
    const news = verdict !== tell.verdict;
    if (sentence !== tell.sentence && (news || Date.now() - spoke > SPEAK)) {
      document.getElementById("say").textContent = sentence;
      spoke = Date.now();
      tell.sentence = sentence;
    }
    tell.verdict = verdict;
    document.title = document.hidden ? `● ${verdict}` : verdict;
    if ("final" in fresh.documentElement.dataset) stop();
  }
  tell.verdict = title;

  async function update() {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(location.pathname, { cache: "no-cache" });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      const news = html !== last;
      last = html;
      if (news) show(html);
      net("");
    } catch {
      const time = document.querySelector("[data-k=as-of]");
      net(`No connection: showing the ${time ? time.textContent : "last"} copy`);
    }
    busy = false;
    if (again) { again = false; update(); }
  }

  function net(text) {
    const note = document.getElementById("net");
    if (!note || note.textContent === text) return;
    note.textContent = text;
    note.hidden = !text;
  }

  function poll() {
    clearTimeout(timer);
    const wait = document.hidden ? POLL_HIDDEN : POLL + (Math.random() - 0.5) * 6000;
    timer = setTimeout(async () => { await update(); poll(); }, wait);
  }

  function stop() {
    clearTimeout(timer);
    if (live) live.close();
  }

  /* Only Outright's own server numbers its answers; on a plain file server there is nothing to listen to. */
  async function start() {
    if (!/^https?:$/.test(location.protocol) || "final" in root.dataset || !root.dataset.events) return;
    poll();
    const answer = await fetch(location.pathname, { method: "HEAD", cache: "no-cache" }).catch(() => null);
    if (!answer || !answer.headers.get("Outright-Seq")) return;
    live = new EventSource(root.dataset.events);
    const soon = () => setTimeout(update, Math.random() * 500);
    for (const kind of ["snapshot", "call", "correction", "status", "reset"]) live.addEventListener(kind, soon);
    live.addEventListener("open", () => { clearTimeout(timer); soon(); });
    live.addEventListener("error", poll);
    live.addEventListener("reload", () => location.reload());
  }

  addEventListener("pointermove", () => { moved = Date.now(); }, { passive: true });
  addEventListener("visibilitychange", () => { if (!document.hidden) { document.title = tell.verdict; update(); } });
  addEventListener("beforeprint", () => { for (const d of all(document, "details")) d.open = true; });
  start();
})();
