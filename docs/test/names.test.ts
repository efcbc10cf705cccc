import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"
import * as Defaults from "../scripts/names/defaults.ts"
import { exceptions } from "../scripts/names/foreign.ts"
import { isSaid, isSentence, messages } from "../scripts/names/messages.ts"
import { rules } from "../scripts/names/rules.ts"
import { pages, type Span, spans, spansOf } from "../scripts/names/spans.ts"
import { words } from "../scripts/names/words.ts"
import { root } from "../scripts/site/repository.ts"

const known = words()
const said = messages()
const stated = Defaults.defaults()
const all = spans()

const wrong = (span: Span): ReadonlyArray<string> => [
  ...Object.values(rules).flatMap((rule) => rule(span, known) ?? []),
  ...(isSentence(span.code) && !isSaid(span.code, said) ? ["no program of ours says this"] : [])
]

const told = (list: ReadonlyArray<Span>): ReadonlyArray<string> =>
  list.flatMap((span) => wrong(span).map((what) => `${span.page}:${span.line} \`${span.code}\`: ${what}`))

describe("names in the docs", () => {
  it("are found", () => {
    assert.isAbove(all.length, 2_000)
    assert.includeMembers([...pages], ["README.md", "docs/state.md", "packages/providers/openai/README.md"])
  })

  it("are those of the code: options, exports, variables, headers, codes, commands, files, packages", () => {
    assert.deepStrictEqual(told(all), [])
  })

  it("of defaults are those that the types state", () => {
    const found = pages.flatMap((page) =>
      Defaults.rowsOf(readFileSync(root + page, "utf8")).flatMap(({ names, value }) =>
        names
          .filter((name) => stated.has(name) && !Defaults.agrees(stated.get(name) ?? new Set(), value))
          .map((name) => `${page}: ${name} is ${[...(stated.get(name) ?? [])].join(" or ")}, not ${value}`)
      )
    )
    assert.deepStrictEqual(found, [])
  })

  it("in the descriptions of packages are those of the code", () => {
    const manifests = globSync("packages/{*,providers/*,bridges/*}/package.json", { cwd: root })
    const described = manifests.flatMap((page) => {
      const { description = "" } = JSON.parse(readFileSync(root + page, "utf8")) as {
        readonly description?: string
      }
      assert.notStrictEqual(description, "", page)
      return Array.from(
        description.matchAll(/@turnout\/[\w/-]+|\b[a-z]+[A-Z]\w*|\b[a-z]+_\w+/g),
        ([code]): Span => ({ page, line: 1, code })
      )
    })
    assert.deepStrictEqual(told(described), [])
  })

  it("that are listed as somebody else's stand on their page", () => {
    const unused = exceptions.filter(([page, name]) => {
      const texts = page === "*" ? pages : pages.filter((each) => each === page)
      return texts.length > 0 && !texts.some((each) => readFileSync(root + each, "utf8").includes(name))
    })
    assert.deepStrictEqual(unused, [])
  })

  // Each is right but for one letter or word.
  for (const [code, what] of [
    ["max_ttft_mss", "the code has no 'max_ttft_mss'"],
    ["OPENAI_API_KEYS", "the code has no 'OPENAI_API_KEYS'"],
    ["x-requests-id", "the code has no 'x-requests-id'"],
    ["weighted-price", "the code has no 'weighted-price'"],
    ["pnpm tests", "package.json has no script 'tests'"],
    ["npx turnout spent", "the command turnout has no 'spent'"],
    ["npx turnout spend --dbs turnout.db", "packages/cli/src/cli reads no option '--dbs'"],
    ["@turnout/sqlit", "nothing can be imported from '@turnout/sqlit'"],
    ["@turnout/core/price/cost", "nothing can be imported from '@turnout/core/price/cost'"],
    ["Strategy.andAfter", "no module Strategy exports 'andAfter'"],
    ["router/Verdicts.ts", "there is no such file"],
    ["Provider 'acme' was lost on the way.", "no program of ours says this"]
  ] as const) {
    it(`are red where wrong: ${code}`, () => {
      assert.include(told(spansOf("docs/state.md", `\`${code}\``)).join("\n"), what)
    })
  }

  it("of a default are red where wrong", () => {
    const [row] = Defaults.rowsOf("| `heartbeat_ms` | after so much silence. Default: 10 s |")
    assert.deepStrictEqual(row, { names: ["heartbeat_ms"], value: "10 s" })
    assert.isFalse(Defaults.agrees(stated.get("heartbeat_ms") ?? new Set(), "10 s"))
  })
})
