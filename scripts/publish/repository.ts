/** `node scripts/publish/repository.ts URL`: writes the repository into each manifest, as the registry compares it with a provenance. */
import { globSync, readFileSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"

const [url] = process.argv.slice(2)
if (url === undefined || !URL.canParse(url)) throw new Error("The address of the repository is missing.")
for (const file of globSync("packages/{*,providers/*,bridges/*}/package.json")) {
  const repository = { type: "git", url: `git+${url}.git`, directory: dirname(file) }
  const entries = Object.entries(JSON.parse(readFileSync(file, "utf8")) as object)
  const told = entries.flatMap(([key, value]: [string, unknown]) =>
    key === "license"
      ? [
          [key, value],
          ["repository", repository]
        ]
      : [[key, value]]
  )
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(told), null, 2)}\n`)
}
