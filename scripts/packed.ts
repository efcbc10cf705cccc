/**
 * Lints the tarballs of a folder as a user gets them: `publint`, and `attw` for an ESM-only package; then the licences and
 * install scripts of everything that is installed with them.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { globSync, readFileSync } from "node:fs"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import { check } from "./dependencies.ts"

const folder = process.argv[2] ?? ".packed"
const tarballs = globSync(`${folder}/*.tgz`).sort()
let count = tarballs.length === 0 ? 1 : 0

for (const file of tarballs) {
  const bytes = readFileSync(file)
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true })
  const lines = messages
    .filter(({ type }) => type !== "suggestion")
    .map((message) => formatMessage(message, pkg, { color: false }) ?? message.code)
  // A dependency that still says `workspace:` or `catalog:` would not install anywhere.
  const manifest = execFileSync("tar", ["-xzOf", file, "package/package.json"], { encoding: "utf8" })
  if (/"(?:workspace|catalog):/.test(manifest)) lines.push("a dependency has a version of the workspace")
  const listed = execFileSync("tar", ["-tzf", file], { encoding: "utf8" })
  const modules = Array.from(
    listed.matchAll(/^package\/dist\/(?!index\.)(\w+)\.d\.ts$/gm),
    ([, name]) => `./${name}`
  )
  if (modules.length === 0 && !/dist\/index\.d\.ts/.test(listed)) lines.push("nothing is built")
  const attw = spawnSync(
    "node_modules/.bin/attw",
    [file, "--profile", "esm-only", "--no-color", "--no-emoji", "--include-entrypoints", ".", ...modules],
    {
      encoding: "utf8"
    }
  )
  if (attw.status !== 0) lines.push(attw.stdout + attw.stderr)
  count += lines.length
  console.log(`${lines.length === 0 ? "✓" : "✗"} ${file} (${(bytes.length / 1000).toFixed(0)} kB)`)
  for (const line of lines) console.error(`  ${line}`)
}

count += check().length
process.exitCode = count === 0 ? 0 : 1
