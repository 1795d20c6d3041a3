// Builds every entry into the package's static folder: `node build.mjs`, or `node build.mjs DIR` to compare.
// The output is checked in, so that installing Outright needs no Node; a test builds anew and compares bytes.
import { readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "../src/outright/publish/static"));
const entries = { page: "outright", embed: "embed", embedded: "embedded" };
const there = new Set(readdirSync(join(here, "src")));

for (const [source, name] of Object.entries(entries)) {
  if (!there.has(`${source}.ts`)) continue;
  await build({
    entryPoints: [join(here, "src", `${source}.ts`)],
    outfile: join(out, `${name}.js`),
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2020",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    banner: { js: `/* Outright: built from web/src/${source}.ts */` },
  });
}
