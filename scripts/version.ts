/**
 * `pnpm release:version`: the changesets become the next version of every package, a section of CHANGELOG.md and the
 * versions that templates ask for. The commit of it is tagged `v…` by whoever releases.
 */
import { execFileSync } from "node:child_process"
import { globSync, readFileSync, writeFileSync } from "node:fs"
import { inserted, parse, ranged, section } from "./version/changelog.ts"

const changesets = globSync(".changeset/*.md")
  .filter((file) => !file.endsWith("README.md"))
  .sort()
  .map((file) => parse(readFileSync(file, "utf8")))

if (changesets.length === 0) {
  console.error("There is no changeset: nothing to release. pnpm changeset writes one.")
  process.exitCode = 1
} else {
  execFileSync("node_modules/.bin/changeset", ["version"], { stdio: "inherit" })
  const { version } = JSON.parse(readFileSync("packages/turnout/package.json", "utf8")) as { version: string }
  const date = new Date().toISOString().slice(0, 10)
  const changelog = readFileSync("CHANGELOG.md", "utf8")
  writeFileSync("CHANGELOG.md", inserted(changelog, section(version, date, changesets)))
  for (const file of globSync("packages/create/templates/*/package.json"))
    writeFileSync(file, ranged(readFileSync(file, "utf8"), version))
  console.log(`${version}: look at CHANGELOG.md, commit, and tag the commit v${version}`)
}
