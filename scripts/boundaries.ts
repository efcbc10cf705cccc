/** `pnpm boundaries`: the shape of the workspace, checked. Says what is wrong, where, and in what numbers it stands. */
import { fileURLToPath } from "node:url"
import { rules } from "./boundaries/rules.ts"
import { summary } from "./boundaries/length.ts"
import * as Workspace from "./boundaries/Workspace.ts"

const workspace = Workspace.read(fileURLToPath(new URL("..", import.meta.url)))
let count = 0

for (const [name, rule] of Object.entries(rules)) {
  const found = rule(workspace)
  count += found.length
  console.log(`${found.length === 0 ? "✓" : "✗"} ${name}`)
  for (const violation of found) console.error(`  ${violation}`)
}

console.log(`${workspace.packages.length} packages, ${summary(workspace)}`)
process.exitCode = count === 0 ? 0 : 1
