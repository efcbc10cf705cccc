/**
 * A user of the tarballs in a folder: every package is unpacked, imported by both compilers and by Node, and asked for a plan.
 * Then a newcomer's programs of `examples/newcomer` are compiled and run: two keys in the environment, an Express backend,
 * and the test of a strategy; the ten tasks of `docs/guide/tasks.md`, copied from that page; and what `npm create turnout` writes.
 * What only works inside the workspace does not work here.
 */
import { execFileSync, spawnSync } from "node:child_process"
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { dirname, join, resolve } from "node:path"
import { templates } from "./templates.ts"

const folder = resolve(process.argv[2] ?? ".packed")
const modules = join(folder, "node_modules")
const compilers = ["node_modules/typescript/bin/tsc", "node_modules/typescript-5.9/bin/tsc"]

interface Manifest {
  readonly name: string
  readonly dependencies?: { readonly [name: string]: string }
  readonly peerDependencies?: { readonly [name: string]: string }
}

const manifests = globSync(`${folder}/*.tgz`).map((file) => {
  const text = execFileSync("tar", ["-xzOf", file, "package/package.json"], { encoding: "utf8" })
  const manifest = JSON.parse(text) as Manifest
  const place = join(modules, manifest.name)
  mkdirSync(place, { recursive: true })
  execFileSync("tar", ["-xzf", file, "-C", place, "--strip-components=1"])
  return manifest
})

/** The packages of others, from wherever the workspace has them; a package that is not declared is not there. */
const linked = (name: string): void => {
  const place = join(modules, name)
  if (existsSync(place)) return
  const from = globSync([
    `node_modules/${name}`,
    `packages/{*,providers/*,bridges/*}/node_modules/${name}`,
    `examples/node_modules/${name}`
  ])[0]
  if (from === undefined) throw new Error(`${name} is nowhere in the workspace`)
  mkdirSync(dirname(place), { recursive: true })
  symlinkSync(realpathSync(from), place)
}
for (const { dependencies, peerDependencies } of manifests) {
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) linked(name)
}
for (const name of ["@types/node", "express", "@types/express", "openai"]) linked(name)

const newcomers = ["environment.ts", "express.ts", "state.ts", "strategy.ts"]
for (const name of newcomers) copyFileSync(join("examples/newcomer", name), join(folder, name))

const imports = manifests.map(({ name }, index) => `import * as package${index} from "${name}"`)
const used = manifests.map((_, index) => `package${index}`)
const program = `${imports.join("\n")}
import { createRouter, type Plan } from "turnout"
import { openai } from "@turnout/openai"

const all: ReadonlyArray<object> = [${used.join(", ")}]
if (all.some((each) => Object.keys(each).length === 0)) throw new Error("A package is empty.")
const router = createRouter({ providers: [openai({ apiKey: "unused" })] })
const plan: Plan = await router.plan({ model: "gpt-4o", messages: [{ role: "user", content: "Hello." }] })
if (plan.steps[0]?.endpoint !== "openai/gpt-4o") throw new Error(JSON.stringify(plan))
await router.close()
`
writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }))
writeFileSync(join(folder, "consumer.ts"), program)
const base = JSON.parse(readFileSync("tsconfig.base.json", "utf8")) as { compilerOptions: object }
const options = {
  ...base.compilerOptions,
  composite: false,
  incremental: false,
  emitDeclarationOnly: false,
  noEmit: true
}
writeFileSync(
  join(folder, "tsconfig.json"),
  JSON.stringify({
    files: ["consumer.ts", ...newcomers],
    compilerOptions: { ...options, declarationMap: false, sourceMap: false, skipLibCheck: false }
  })
)

const report = (what: string, { status, stderr, stdout }: ReturnType<typeof spawnSync>) => {
  console.log(`${status === 0 ? "✓" : "✗"} ${what}`)
  if (status === 0) return
  console.error(String(stdout) + String(stderr))
  process.exitCode = 1
}
for (const compiler of compilers) {
  const version = execFileSync(process.execPath, [compiler, "--version"], { encoding: "utf8" }).trim()
  report(`a user's program, ${version}`, spawnSync(process.execPath, [compiler, "-p", folder]))
}
report("a user's program runs", spawnSync(process.execPath, [join(folder, "consumer.ts")]))
const { PATH } = process.env
const env = { PATH, OPENAI_API_KEY: "sk-one", ANTHROPIC_API_KEY: "sk-two" }
for (const name of newcomers) {
  report(`a newcomer's ${name} runs`, spawnSync(process.execPath, [join(folder, name)], { env }))
}

const tasks = spawnSync(process.execPath, ["examples/newcomer/tasks.ts", folder, ...compilers], {
  stdio: "inherit"
})
if (tasks.status !== 0) process.exitCode = 1
templates(folder, report)
