// Builds static/dist out of our sources and the npm packages: app.css, app.js, icons.svg, fonts/.
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

/** One SVG sprite with the icons the portal names in static/img/icons.txt, and our own drawings beside it. */
async function icons() {
  const lucide = require("@iconify-json/lucide/icons.json");
  const names = (await readFile(path.join(here, "img", "icons.txt"), "utf8")).split(/\s+/).filter(Boolean);
  const symbols = names.map((name) => {
    const icon = lucide.icons[name] ?? lucide.icons[lucide.aliases?.[name]?.parent];
    if (!icon) throw new Error(`icons.txt names an icon lucide does not have: ${name}`);
    return `<symbol id="${name}" viewBox="0 0 24 24">${icon.body}</symbol>`;
  });
  await writeFile(
    path.join(dist, "icons.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`,
  );
}

async function scripts() {
  const options = {
    entryPoints: [path.join(here, "js", "app.js")],
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2022"],
    outfile: path.join(dist, "app.js"),
    logLevel: "warning",
  };
  if (watch) await (await esbuild.context(options)).watch();
  else await esbuild.build(options);
}

/** The Tailwind command line, run with the very node that runs this file: none need be on the PATH. */
function styles() {
  const cli = path.join(path.dirname(require.resolve("@tailwindcss/cli/package.json")), "dist", "index.mjs");
  const args = [cli, "-i", path.join(here, "css", "app.css"), "-o", path.join(dist, "app.css"), "--minify"];
  if (watch) args.push("--watch=always");
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve, reject) => {
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`tailwindcss ended with ${code}`))));
  });
}

await mkdir(dist, { recursive: true });
await Promise.all([fonts(), icons(), scripts(), styles()]);
console.log(`static/dist: ${(await readdir(dist)).sort().join(" ")}`);
