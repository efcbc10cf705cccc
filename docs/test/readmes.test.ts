import { assert, beforeAll, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { programOf } from "../scripts/names/program.ts"
import { spans } from "../scripts/names/spans.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))
const folder = `${root}docs/blocks.tmp`

/** The TypeScript of every package's README and of all pages for users, as a program of its own. */
const blocks = globSync(
  [
    "packages/{*,providers/*,bridges/*}/README.md",
    "docs/*.md",
    "docs/{guide,decisions,reference}/*.md",
    "docs/site/index.md"
  ],
  { cwd: root }
)
  .sort()
  .flatMap((readme) =>
    [...readFileSync(root + readme, "utf8").matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
      ([, source = ""], index) => ({
        readme,
        file: `${readme.replace(/^packages\/|(?:\/README)?\.md$/g, "").replaceAll("/", "-")}-${index + 1}.ts`,
        source
      })
    )
  )

/** These need an account or a server, or take minutes. They are type-checked like the others. */
const notRun = /from "@turnout\/(openai|anthropic|google)"|fromEnvironment|OpenAiCompatible|World\.compare/

const node = (...given: ReadonlyArray<string>) =>
  spawnSync(process.execPath, given, { cwd: root, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } })

describe("every package's README", () => {
  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    for (const { file, source } of blocks) writeFileSync(`${folder}/${file}`, source)
    writeFileSync(`${folder}/names.ts`, programOf(spans()))
    writeFileSync(
      `${folder}/tsconfig.json`,
      JSON.stringify({
        extends: "../../tsconfig.base.json",
        files: [...blocks.map(({ file }) => file), "names.ts"],
        compilerOptions: {
          noEmit: true,
          emitDeclarationOnly: false,
          declarationMap: false,
          composite: false,
          noUnusedLocals: false,
          noUnusedParameters: false,
          incremental: false,
          rootDir: "../.."
        }
      })
    )
    return () => rmSync(folder, { recursive: true, force: true })
  })

  it("is there, and has a program to copy", () => {
    const packages = globSync("packages/{*,providers/*,bridges/*}/package.json", { cwd: root })
    const shown = new Set(blocks.map(({ readme }) => readme.replace("README.md", "package.json")))
    assert.deepStrictEqual(
      packages.filter((manifest) => !shown.has(manifest)),
      []
    )
  })

  it("has programs, and paths and options in its sentences, that type-check", () => {
    const tsc = fileURLToPath(import.meta.resolve("typescript/package.json")).replace(
      "package.json",
      "bin/tsc"
    )
    const { status, stdout } = node(tsc, "-p", folder)
    assert.strictEqual(status, 0, stdout)
  })

  /** Programs that only plan: they are run in one process, since vendors are many. */
  const planning = blocks.filter(
    ({ readme, source }) => readme.includes("/providers/") && !notRun.test(source)
  )

  it("has programs that plan for every vendor", () => {
    const all = `${folder}/planning.mjs`
    writeFileSync(all, planning.map(({ file }) => `await import("./${file}")\n`).join(""))
    const { status, stderr, stdout } = node(all)
    assert.strictEqual(status, 0, stderr)
    assert.strictEqual(stderr, "")
    assert.isAtLeast(stdout.split("model:").length - 1, planning.length)
  })

  for (const { file, readme, source } of blocks) {
    // The guide's are run by a test of its own (`guides.test.ts`) and from tarballs (`scripts/consumer.ts`).
    if (notRun.test(source) || readme.includes("/providers/") || readme.startsWith("docs/guide/")) continue
    it(`has programs that run: ${file}`, () => {
      const { status, stderr, stdout } = node(`${folder}/${file}`)
      assert.strictEqual(status, 0, stderr)
      assert.strictEqual(stderr, "")
      if (source.includes("console.log")) assert.notStrictEqual(stdout, "")
    })
  }
})
