/**
 * `pnpm new:provider <id> [title] [base URL] [model]`: writes a provider's package whose suite passes, and enters it
 * where the workspace lists its packages. `docs/adding-a-provider.md` says what comes next.
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { files } from "./new-provider/template.ts"

const [id = "", title = id.charAt(0).toUpperCase() + id.slice(1), url, model = "some-model"] =
  process.argv.slice(2)

const stop = (why: string): never => {
  console.error(why)
  process.exit(2)
}

if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) stop("Give the id of the provider: pnpm new:provider acme")
if (!/^[A-Z]/.test(title)) stop(`The title names the module, so it begins with a capital letter: ${title}`)

const baseUrl = (url ?? `https://api.${id}.example/v1`).replace(/\/+$/, "")
if (!URL.canParse(baseUrl)) stop(`This is no URL: ${baseUrl}`)

const folder = `packages/providers/${id}`
if (existsSync(folder)) stop(`${folder} is there already.`)

const written = [...files({ id, title, baseUrl, model })].map(([path, text]) => {
  const file = `${folder}/${path}`
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
})

/** A list of the workspace with one entry more, sorted where it was. */
const enter = (file: string, change: (json: never) => void): void => {
  const json = JSON.parse(readFileSync(file, "utf8")) as never
  change(json)
  writeFileSync(file, `${JSON.stringify(json, undefined, 2)}\n`)
  written.push(file)
}

interface Tsconfig {
  readonly include: Array<string>
  readonly references: Array<{ readonly path: string }>
}

enter("packages/providers/tsconfig.json", ({ include, references }: Tsconfig) => {
  include.push(`${id}/test`)
  references.push({ path: id })
})
enter("tsconfig.build.json", ({ references }: Tsconfig) => {
  references.splice(
    references.findIndex(({ path }) => path.startsWith("packages/bridges/")),
    0,
    { path: folder }
  )
})
enter("docs/package.json", (manifest: { devDependencies: { [name: string]: string } }) => {
  const all = { ...manifest.devDependencies, [`@turnout/${id}`]: "workspace:^" }
  manifest.devDependencies = Object.fromEntries(
    Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1))
  )
})

const run = (command: string, ...given: ReadonlyArray<string>) =>
  spawnSync(command, given, { stdio: "inherit" }).status === 0

run(process.execPath, "node_modules/oxfmt/bin/oxfmt", ...written)
if (process.env["NEW_PROVIDER_OFFLINE"] === undefined)
  run("pnpm", "install", "--no-frozen-lockfile", "--prefer-offline")
run(process.execPath, "packages/all/scripts/vendors.ts")
console.log(`${folder} is written. Next: docs/adding-a-provider.md.`)
