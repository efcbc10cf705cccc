/**
 * `pnpm api`: writes `api/*.txt`, what users can import of each package with its types, from the declarations that
 * `pnpm check` makes. `--check` only compares, and shows what changed: a change of a public name or type is reviewed.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { changes } from "./api/changes.ts"
import { vendors } from "./api/vendors.ts"
import { surface, type Package } from "./api/surface.ts"

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports: { readonly [path: string]: string | null }
}

const check = process.argv.includes("--check")

const packageOf = (file: string): Package => {
  const folder = dirname(file)
  const { exports, name } = JSON.parse(readFileSync(file, "utf8")) as Manifest
  const sources = Object.values(exports).filter((path) => path?.endsWith(".ts") === true) as Array<string>
  const entries = new Set(sources.flatMap((path) => globSync(path, { cwd: folder })))
  return {
    name,
    root: join(folder, "dist"),
    entries: Array.from(entries, (path) => path.replace(/^(?:\.\/)?src\/|\.ts$/g, ""))
  }
}

const files = globSync("packages/{*,providers/*,bridges/*}/package.json")
  .filter((file) => (JSON.parse(readFileSync(file, "utf8")) as Manifest).private !== true)
  .sort()
const [own, theirs] = [false, true].map((vendor) =>
  files.filter((file) => file.startsWith("packages/providers/") === vendor).map(packageOf)
) as [Array<Package>, Array<Package>]

const texts = new Map<string, string>()
try {
  for (const each of own) texts.set(`api/${each.name.replace("@turnout/", "")}.txt`, surface(each))
  texts.set("api/providers.txt", vendors(theirs))
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error
  console.error(`${(error as NodeJS.ErrnoException).path} is not there: run pnpm check first`)
  process.exit(1)
}

const stale = globSync("api/*.txt").filter((file) => !texts.has(file))
for (const [file, text] of texts) {
  const before = globSync(file).length === 0 ? "" : readFileSync(file, "utf8")
  if (before === text) continue
  stale.push(file)
  if (check) console.error(`${file}\n${changes(before, text)}`)
  else {
    mkdirSync("api", { recursive: true })
    writeFileSync(file, text)
  }
}
if (!check) for (const file of stale) if (!texts.has(file)) rmSync(file)
if (check && stale.length > 0) {
  console.error(`✗ what users can import changed: run pnpm api, and look at its diff (${stale.join(", ")})`)
  process.exitCode = 1
} else console.log(`✓ api/ shows what users can import of ${files.length} packages`)
