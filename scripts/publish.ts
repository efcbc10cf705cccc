/** `node scripts/publish.ts FOLDER --tag v1.2.3 [--dry-run]`: publishes the tarballs of a folder, as the release workflow does. */
import { execFileSync, spawnSync } from "node:child_process"
import { globSync } from "node:fs"
import { parseArgs } from "node:util"
import { publish, type Packed } from "./publish/publish.ts"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { tag: { type: "string", default: "" }, "dry-run": { type: "boolean", default: false } }
})

const tarballs = globSync(`${positionals[0] ?? ".packed"}/*.tgz`)
  .sort()
  .map((file): Packed => {
    const text = execFileSync("tar", ["-xzOf", file, "package/package.json"], { encoding: "utf8" })
    const { name, version } = JSON.parse(text) as { readonly name: string; readonly version: string }
    return { file: `./${file}`, name, version }
  })
const failed = publish(tarballs, {
  tag: values.tag,
  dry: values["dry-run"],
  npm: (args) => spawnSync("npm", args, { encoding: "utf8" }),
  say: (text) => console.log(text)
})
for (const line of failed) console.error(line)
if (failed.length > 0) process.exitCode = 1
