/** What is installed with our packages, transitively: free licences, and nothing that runs at install. */
import { globSync, readFileSync } from "node:fs"
import { dirname } from "node:path"
import { violations } from "./dependencies/rules.ts"
import { treeOf } from "./dependencies/tree.ts"

/** The test runner of those who test with `@turnout/testing`: it is in no program. */
const brought = new Set(["@effect/vitest"])

/** What is wrong, a line each; tells how many packages were looked at. */
export const check = (): ReadonlyArray<string> => {
  const folders = globSync("packages/{*,providers/*,bridges/*}/package.json")
    .filter((file) => (JSON.parse(readFileSync(file, "utf8")) as { private?: boolean }).private !== true)
    .map((file) => dirname(file))
  const tree = treeOf(folders, brought)
  const found = violations(tree)
  console.log(
    `${found.length === 0 ? "✓" : "✗"} licences and install scripts of ${tree.length} packages of others`
  )
  for (const line of found) console.error(`  ${line}`)
  return found
}
