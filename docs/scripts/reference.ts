/**
 * `pnpm reference`: writes the pages of `docs/reference` that follow from the code. `--check` only compares.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { through } from "./reference/doors.ts"
import { embeddings } from "./reference/embeddings.ts"
import { faults } from "./reference/faults.ts"
import { matrix } from "./reference/matrix.ts"
import { hosts } from "./reference/matrix/hosts.ts"
import { parameters } from "./reference/parameters.ts"
import { vendors } from "./reference/vendors.ts"

const check = process.argv.includes("--check")
const pages = {
  parameters: parameters(),
  matrix: await matrix(),
  hosts: await matrix(hosts),
  vendors: await vendors(),
  embeddings: await embeddings(),
  faults: await faults(),
  doors: await through()
}

for (const [name, text] of Object.entries(pages)) {
  const file = new URL(`../reference/${name}.md`, import.meta.url)
  if (!check) writeFileSync(file, text)
  else if (readFileSync(file, "utf8") !== text) {
    console.error(`docs/reference/${name}.md is stale: run pnpm reference`)
    process.exitCode = 1
  }
}
