/** Keeps an open page up to date and adds what only a script can. Nothing here is needed to read the page. */

import * as cards from "./cards";
import * as chart from "./chart";
import { all } from "./dom";
import * as keys from "./keys";
import * as live from "./live";
import * as map from "./map";
import * as settings from "./settings";
import { reorder } from "./tables";
import * as take from "./take";

settings.apply();
settings.listen();
keys.listen();
chart.listen();
map.listen();
reorder(document);
chart.focusable();
take.listen();
take.ready();
cards.ready();
document.addEventListener("outright:shown", () => { chart.focusable(); take.ready(); cards.ready(); });
addEventListener("beforeprint", () => { for (const d of all<HTMLDetailsElement>(document, "details")) d.open = true; });
void live.start();
