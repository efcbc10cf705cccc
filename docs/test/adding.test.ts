import { assert, beforeAll, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { files } from "../../scripts/new-provider/template.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

const existing = {
  id: "novita",
  title: "Novita",
  baseUrl: "https://api.novita.ai/openai/v1",
  model: "deepseek/deepseek-v3.2"
}

/** What formatting does not change. */
const essence = (text: string): string => text.replaceAll(/[\s,]/g, "")

describe("pnpm new:provider", () => {
  it("writes what a package without quirks of its own has", () => {
    for (const [path, text] of files(existing)) {
      const kept = readFileSync(`${root}packages/providers/novita/${path}`, "utf8")
      // A README says more.
      if (path === "README.md") assert.include(kept, text.slice(0, text.indexOf("const { steps }")))
      else assert.strictEqual(essence(kept), essence(text), path)
    }
  })

  it("makes a vendor of 45 lines at most, its tests included", () => {
    const sources = globSync(`${root}packages/providers/novita/{src,test}/*.ts`)
    const lines = sources.map((file) => readFileSync(file, "utf8").trimEnd().split("\n").length)
    assert.isAtMost(
      lines.reduce((sum, each) => sum + each),
      45
    )
  })

  it("is followed by a page that names every file of it", () => {
    const page = readFileSync(`${root}docs/adding-a-provider.md`, "utf8")
    const acme = { id: "acme", title: "Acme", baseUrl: "https://api.acme.example/v1", model: "acme-large" }
    for (const path of files(acme).keys()) {
      if (path !== "package.json" && path !== "tsconfig.json") assert.include(page, `\`${path}\``)
    }
  })
})

describe("a package that was just written", () => {
  const folder = `${root}docs/scaffold.tmp`
  const acme = {
    id: "acme-ai",
    title: "Acme AI",
    baseUrl: "https://api.acme.example/v1",
    model: "acme-large"
  }
  const run = (...given: ReadonlyArray<string>) =>
    spawnSync(process.execPath, given, {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" }
    })

  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true })
    for (const [path, text] of files(acme)) {
      mkdirSync(dirname(`${folder}/${path}`), { recursive: true })
      writeFileSync(`${folder}/${path}`, text)
    }
    const compilerOptions = {
      noEmit: true,
      emitDeclarationOnly: false,
      declarationMap: false,
      composite: false,
      incremental: false,
      rootDir: "../.."
    }
    writeFileSync(
      `${folder}/tsconfig.json`,
      JSON.stringify({ extends: "../../tsconfig.base.json", include: ["src", "test"], compilerOptions })
    )
    // As the workspace's own: a limit that load can move is none of a test's.
    writeFileSync(`${folder}/vitest.config.ts`, "export default { test: { testTimeout: 900_000 } }\n")
    return () => rmSync(folder, { recursive: true, force: true })
  })

  it("type-checks", () => {
    const tsc = fileURLToPath(import.meta.resolve("typescript/package.json")).replace(
      "package.json",
      "bin/tsc"
    )
    const { status, stdout } = run(tsc, "-p", folder)
    assert.strictEqual(status, 0, stdout)
  })

  it("passes its suite against a scripted upstream", () => {
    const vitest = fileURLToPath(import.meta.resolve("vitest/package.json")).replace(
      "package.json",
      "vitest.mjs"
    )
    const { status, stderr, stdout } = run(
      vitest,
      "run",
      "--root",
      folder,
      "--config",
      `${folder}/vitest.config.ts`
    )
    assert.strictEqual(status, 0, stdout + stderr)
    assert.match(stdout, /Tests\s+6\d passed/)
  })
})
