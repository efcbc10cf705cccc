/**
 * Writes `src/data` from a facts file: `node packages/catalog/scripts/generate.ts <models-facts.json>`.
 * Run by hand; what it writes is reviewed and committed.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import type { Facts } from "./facts.ts"
import { modules } from "./modules.ts"

const [file] = process.argv.slice(2)
if (file === undefined) {
  console.error("Give the path of a facts file.")
  process.exit(2)
}

const folder = new URL("../src/data/", import.meta.url)
const files = modules(JSON.parse(readFileSync(file, "utf8")) as Facts)
mkdirSync(folder, { recursive: true })
for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(new URL(name, folder))
for (const [name, text] of files) writeFileSync(new URL(name, folder), text)
console.log(`${files.size} files written`)
