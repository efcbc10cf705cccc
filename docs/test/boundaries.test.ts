import { assert, describe, it } from "@effect/vitest"
import { fileURLToPath } from "node:url"
import { cycles } from "../../scripts/boundaries/cycles.ts"
import { effect, stabilityOf } from "../../scripts/boundaries/effect.ts"
import { imports } from "../../scripts/boundaries/imports.ts"
import { leakIn } from "../../scripts/boundaries/leaks.ts"
import { length } from "../../scripts/boundaries/length.ts"
import { manifest } from "../../scripts/boundaries/manifest.ts"
import { purity } from "../../scripts/boundaries/purity.ts"
import { check as rooms } from "../../scripts/boundaries/rooms.ts"
import { rules } from "../../scripts/boundaries/rules.ts"
import * as Source from "../../scripts/boundaries/Source.ts"
import { nameIn, vendors } from "../../scripts/boundaries/vendors.ts"
import * as Workspace from "../../scripts/boundaries/Workspace.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** A made-up workspace: folder → file → text. Names follow from folders, as in ours. */
const workspace = (folders: {
  readonly [folder: string]: { readonly [file: string]: string }
}): Workspace.Workspace => ({
  packages: Object.entries(folders).map(([folder, files]) => {
    const name = `@turnout/${folder.split("/").at(-1)}`
    return {
      name,
      folder,
      manifest: { name, dependencies: { "@turnout/core": "workspace:^", "@turnout/wire": "workspace:^" } },
      references: ["packages/core", "packages/wire"],
      sources: Object.entries(files).map(([file, text]) => Source.make(`${folder}/src/${file}`, text))
    }
  }),
  programs: [],
  files: []
})

describe("the workspace keeps its promises", () => {
  const real = Workspace.read(root)
  for (const [promise, rule] of Object.entries(rules)) {
    it(promise, () => assert.deepStrictEqual(rule(real), []))
  }
  it("and is really read: packages, sources and files are there", () => {
    assert.isAbove(real.packages.length, 10)
    assert.isAbove(real.packages.flatMap(({ sources }) => sources).length, 60)
    assert.isAbove(real.files.length, 100)
  })
})

describe("a rule that is broken says so", () => {
  it("the router does not import wire", () => {
    const found = imports(
      workspace({
        "packages/wire": { "Sse.ts": "" },
        "packages/router": { "Attempt.ts": `import { x } from "@turnout/wire/Sse"` }
      })
    )
    assert.deepStrictEqual(found, [
      "packages/router/src/Attempt.ts:1: @turnout/router must not import @turnout/wire"
    ])
  })

  it("a provider imports core and wire, and no other provider", () => {
    const found = imports(
      workspace({
        "packages/core": { "Event.ts": "" },
        "packages/wire": { "Sse.ts": "" },
        "packages/providers/one": {
          "One.ts": `import "@turnout/core/Event"\nimport "@turnout/wire/Sse"\nimport "@turnout/two/Two"`
        },
        "packages/providers/two": { "Two.ts": "" }
      })
    )
    assert.deepStrictEqual(found, [
      "packages/providers/one/src/One.ts:3: @turnout/one must not import @turnout/two"
    ])
  })

  it("a dependency that is not declared, a barrel and a module of Node are seen, also in types and calls", () => {
    const found = imports(
      workspace({
        "packages/core": { "Event.ts": "" },
        "packages/wire": {
          "A.ts": `type T = import("left-pad").T\nconst f = await import("node:fs")\nexport * from "@turnout/core"`
        }
      })
    )
    assert.deepStrictEqual(found, [
      "packages/wire/src/A.ts:1: left-pad is not among the dependencies of @turnout/wire",
      "packages/wire/src/A.ts:2: @turnout/wire must run without node:fs",
      "packages/wire/src/A.ts:3: import a module of @turnout/core (@turnout/core/Name), not its barrel"
    ])
  })

  it("files that import each other are a cycle, through other packages too", () => {
    const found = cycles(
      workspace({
        "packages/core": { "A.ts": `import "@turnout/wire/B"` },
        "packages/wire": { "B.ts": `import "@turnout/core/A"` }
      })
    )
    assert.include(found[0], "files import each other")
  })

  it("types make a cycle too: between modules, and between a module and its own parts", () => {
    const types = (file: string) => `import type { T } from "${file}"`
    const apart = workspace({ "packages/core": { "A.ts": types("./B.ts"), "B.ts": types("./A.ts") } })
    const crossed = workspace({
      "packages/core": {
        "A.ts": types("./b/part.ts"),
        "a/part.ts": "",
        "B.ts": types("./a/part.ts"),
        "b/part.ts": ""
      }
    })
    const parts = workspace({
      "packages/core": {
        "ModelName.ts": `import "./model-name/part.ts"`,
        "model-name/part.ts": types("../ModelName.ts")
      }
    })
    assert.include(cycles(apart)[0], "files import each other")
    assert.lengthOf(cycles(crossed), 1)
    assert.include(cycles(crossed)[0], "modules import each other")
    assert.lengthOf(cycles(parts), 1)
    assert.include(cycles(parts)[0], "files import each other")
  })

  it("a room does not import one above it, not through a public module either, and there are no other rooms", () => {
    const found = rooms(
      workspace({
        "packages/router": {
          "Router.ts": `import "./intake/Intake.ts"`,
          "Strategies.ts": `import "./decide/strategies/cost.ts"`,
          "Names.ts": `import "./Strategies.ts"`,
          "Principal.ts": "",
          "intake/Intake.ts": `import "../decide/Decide.ts"`,
          "decide/Decide.ts": `import "../memory/Cooldown.ts"\nimport "../Strategies.ts"`,
          "decide/strategies/cost.ts": `import "../../Principal.ts"`,
          "resolve/Resolve.ts": `import "../Principal.ts"\nimport "../Names.ts"`,
          "memory/Cooldown.ts": `import type { T } from "../decide/Decide.ts"`,
          "cellar/Lost.ts": ""
        }
      })
    )
    assert.deepStrictEqual(found, [
      "packages/router/src/resolve/Resolve.ts:2: resolve is below ../Names.ts, which leads to decide",
      "packages/router/src/memory/Cooldown.ts:1: memory is below ../decide/Decide.ts",
      "packages/router/src/cellar/Lost.ts:1: cellar is none of the rooms intake, answer, attempt, decide, resolve, memory"
    ])
  })

  it("a vendor's name is found in any spelling, and English words are not vendors", () => {
    for (const text of ["openai", "OpenAi", "open-ai", "fromOPENAIKey", "gpt-4o", "claude_sonnet", "aws"]) {
      assert.isDefined(nameIn(text), text)
    }
    for (const text of [
      "given together",
      "together with",
      "command",
      "opening air",
      "zone",
      "gptx",
      "metadata"
    ]) {
      if (text !== "command") assert.isUndefined(nameIn(text), text)
    }
    const found = vendors(
      workspace({
        "packages/router": { "A.ts": "// openai is fine in a comment\nconst x = `a ${y} claude`" }
      })
    )
    assert.deepStrictEqual(found, [`packages/router/src/A.ts:2: names claude (" claude")`])
  })

  it("Effect's barrels and unstable names are seen, stable names of the same module are not", () => {
    const found = effect(
      workspace({
        "packages/core": {
          "A.ts": `import { Effect } from "effect"`,
          "B.ts": `import * as Effect from "effect/Effect"\nconst a = Effect.gen\nconst b = Effect.withExecutionPlan`,
          "C.ts": `import * as HttpClient from "effect/http/HttpClient"`,
          "D.ts": `import * as Schema from "effect/Schema"\nconst a = Schema.String`,
          "RequestSchema.ts": `import * as Schema from "effect/Schema"\nconst a = Schema.String`
        },
        "packages/limits": {
          "internal/rate-limiter.ts": `import * as Limiter from "effect/persistence/RateLimiter"\nconst m = Limiter.make`
        }
      })
    )
    assert.deepStrictEqual(found, [
      "packages/core/src/A.ts:1: effect is a barrel; import the module (effect/Effect)",
      "packages/core/src/B.ts:1: withExecutionPlan of effect/Effect is not stable",
      "packages/core/src/C.ts:1: effect/http/HttpClient of effect/http/HttpClient is not stable",
      "packages/core/src/D.ts:1: effect/Schema is loaded from entries of their own alone, since it loads half of Effect"
    ])
  })

  it("wire keeps an unstable module behind one file", () => {
    const client = `import * as HttpClient from "effect/http/HttpClient"`
    assert.deepStrictEqual(effect(workspace({ "packages/wire": { "A.ts": client } })), [])
    assert.strictEqual(effect(workspace({ "packages/wire": { "A.ts": client, "B.ts": client } })).length, 1)
  })

  it("an export's own stability wins over its module's", () => {
    const { exports, module } = stabilityOf(
      "/**\n * @stability stable\n */\nimport x from 'y'\n/** @stability unstable */\nexport declare const a: 1\n/** @stability stable */\nexport interface B {}"
    )
    assert.strictEqual(module, "stable")
    assert.deepStrictEqual(
      [...exports],
      [
        ["a", "unstable"],
        ["B", "stable"]
      ]
    )
  })

  it("clock, randomness and environment are seen where they are read", () => {
    const text =
      "const a = Date.now()\nconst b = new Date()\nconst c = Math.random\nconst d = process.env.X\nconst e = new Date(0)"
    assert.strictEqual(purity(workspace({ "packages/router": { "A.ts": text } })).length, 4)
    assert.strictEqual(purity(workspace({ "packages/providers/one": { "A.ts": text } })).length, 0)
  })

  it("paths of a machine and registry hosts are leaks, addresses in an API are not", () => {
    const home = ["", "home", "somebody", "key"].join("/")
    const registry = ["https://registry", "npmjs", "org/x"].join(".")
    for (const line of [`open("${home}")`, registry]) assert.isDefined(leakIn(line), line)
    for (const line of [
      "/v1/models/work",
      "registry.snapshot()",
      "https://api.example.com/home/x",
      "./work/x"
    ]) {
      assert.isUndefined(leakIn(line), line)
    }
  })

  it("a file of 251 lines is too long, generated or not by its first line", () => {
    const text = "//\n".repeat(251)
    assert.strictEqual(length(workspace({ "packages/core": { "A.ts": text } })).length, 1)
    assert.strictEqual(
      length(workspace({ "packages/core": { "A.ts": `// Generated by x.\n${text}` } })).length,
      0
    )
  })

  it("a manifest without its shape is told what is missing, private folders among it", () => {
    const found = manifest(workspace({ "packages/core": { "price/a.ts": "" } })).join("\n")
    assert.include(found, "effect is a peer")
    assert.include(found, "exports closes ./price/*")
  })
})
