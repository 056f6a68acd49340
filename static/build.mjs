// Builds static/dist out of our sources and the npm packages: app.css, app.js, icons.svg, fonts/; diary.js for the
// calendar's page; public.css, public.js and public.svg for the booking page, widget.js for other people's websites.
import { spawn } from "node:child_process";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const dist = path.join(here, "dist");
const watch = process.argv.includes("--watch");
const require = createRequire(import.meta.url);

const FONTS = {
  "figtree.woff2": "@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2",
  "figtree-ext.woff2": "@fontsource-variable/figtree/files/figtree-latin-ext-wght-normal.woff2",
  "bricolage.woff2": "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2",
  "bricolage-ext.woff2":
    "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-ext-wght-normal.woff2",
};

async function fonts() {
  await mkdir(path.join(dist, "fonts"), { recursive: true });
  for (const [name, source] of Object.entries(FONTS)) {
    await copyFile(path.join(root, "node_modules", source), path.join(dist, "fonts", name));
  }
}

/** One SVG sprite with the icons that the file names: all of the portal's, or the few of the booking page. */
async function icons(list, sprite) {
  const lucide = require("@iconify-json/lucide/icons.json");
  const names = (await readFile(path.join(here, "img", list), "utf8")).split(/\s+/).filter(Boolean);
  const symbols = names.map((name) => {
    const icon = lucide.icons[name] ?? lucide.icons[lucide.aliases?.[name]?.parent];
    if (!icon) throw new Error(`${list} names an icon lucide does not have: ${name}`);
    return `<symbol id="${name}" viewBox="0 0 24 24">${icon.body}</symbol>`;
  });
  await writeFile(
    path.join(dist, sprite),
    `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`,
  );
}

async function scripts() {
  const options = {
    entryPoints: ["app.js", "diary.js", "public.js", "widget.js", "offline.js", "worker.js"].map((name) => path.join(here, "js", name)),
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2022"],
    outdir: dist,
    logLevel: "warning",
  };
  if (watch) await (await esbuild.context(options)).watch();
  else await esbuild.build(options);
}

/** The Tailwind command line, run with the very node that runs this file: none need be on the PATH. */
function styles(name) {
  const cli = path.join(path.dirname(require.resolve("@tailwindcss/cli/package.json")), "dist", "index.mjs");
  const args = [cli, "-i", path.join(here, "css", name), "-o", path.join(dist, name), "--minify"];
  if (watch) args.push("--watch=always");
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve, reject) => {
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`tailwindcss ended with ${code}`))));
  });
}

await mkdir(dist, { recursive: true });
await Promise.all([
  fonts(),
  icons("icons.txt", "icons.svg"),
  icons("public-icons.txt", "public.svg"),
  scripts(),
  styles("app.css"),
  styles("public.css"),
]);
console.log(`static/dist: ${(await readdir(dist)).sort().join(" ")}`);
