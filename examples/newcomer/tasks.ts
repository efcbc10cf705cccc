/**
 * The ten tasks of `docs/guide/tasks.md`, each as a reader does it: the block is copied to the letter into a project, compiled, and
 * run against stand-ins for two vendors on loopback. What it imports must be what the page says to install.
 *
 * `node examples/newcomer/tasks.ts FOLDER COMPILER…`: a folder whose `node_modules` has the packages, and paths of `tsc`.
 */
import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { project } from "./tasks/program.ts"
import { runs } from "./tasks/runs.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))
const compilers = process.argv.slice(3)
const page = readFileSync(join(root, "docs/guide/tasks.md"), "utf8")

interface Task {
  readonly title: string
  readonly file: string
  readonly source: string
  readonly installed: ReadonlyArray<string>
}

const tasks = page
  .split(/^## /m)
  .slice(1)
  .map((section): Task => {
    const title = section.slice(0, section.indexOf("\n"))
    const [, file, source] = /<!-- task: ([\w.-]+) -->\n\n```ts\n([\s\S]*?)^```$/m.exec(section) ?? []
    assert.ok(file !== undefined && source !== undefined, `'${title}' has no block`)
    const installed = [...section.matchAll(/^npm install (.*)$/gm)].flatMap(([, names = ""]) =>
      names.split(" ")
    )
    return { title, file, source, installed }
  })

/** The package of a module's name; none of one of Node's or of the project's own. */
const packageOf = (name: string): string | undefined =>
  /^(node:|\.)/.test(name) ? undefined : /^(?:@[\w-]+\/)?[\w-]+/.exec(name)?.[0]

const failed = (what: string, error: unknown): void => {
  console.log(`✗ ${what}`)
  console.error(error)
  process.exitCode = 1
}

assert.deepEqual(tasks.map(({ file }) => file).sort(), Object.keys(runs).sort())
rmSync(project, { recursive: true, force: true })
mkdirSync(project)
for (const { file, installed, source, title } of tasks) {
  writeFileSync(join(project, file), source)
  const names = [...source.matchAll(/ from "([^"]+)"/g)].flatMap(([, name = ""]) => packageOf(name) ?? [])
  const missing = names.filter(
    (name) => !installed.includes(name) && !installed.includes(`--save-dev ${name}`)
  )
  if (missing.length > 0) failed(title, `It imports ${missing.join(", ")}, which the page does not install.`)
}
writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module" }))
const base = JSON.parse(readFileSync(join(root, "tsconfig.base.json"), "utf8")) as { compilerOptions: object }
const compilerOptions = {
  ...base.compilerOptions,
  composite: false,
  incremental: false,
  emitDeclarationOnly: false,
  declarationMap: false,
  sourceMap: false,
  noEmit: true
}
writeFileSync(
  join(project, "tsconfig.json"),
  JSON.stringify({ files: tasks.map(({ file }) => file), compilerOptions })
)
for (const compiler of compilers) {
  await promisify(execFile)(process.execPath, [resolve(compiler), "-p", project]).then(
    () => console.log("✓ the ten tasks compile"),
    ({ stdout }: { readonly stdout: string }) => failed("the ten tasks compile", stdout)
  )
}
for (const { file, title } of tasks) {
  await runs[file]!().then(
    () => console.log(`✓ task: ${title}`),
    (error: unknown) => failed(`task: ${title}`, error)
  )
}
