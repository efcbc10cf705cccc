import { assert, describe, it } from "@effect/vitest"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { changes } from "../../scripts/api/changes.ts"
import { surface } from "../../scripts/api/surface.ts"
import { vendors } from "../../scripts/api/vendors.ts"

/** A package of declarations, for as long as it is looked at. */
const withPackage = <A>(files: { readonly [path: string]: string }, use: (root: string) => A): A => {
  const root = mkdtempSync(join(tmpdir(), "turnout-api-"))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, `${path}.d.ts`), text)
  }
  try {
    return use(root)
  } finally {
    rmSync(root, { recursive: true })
  }
}

const files = {
  Door: `
import type { Effect } from "effect/Effect"
import type { Hidden } from "./inner/hidden.ts"
import * as Words from "./inner/words.ts"
/** What it says stands in the reference. */
export interface Options {
  readonly hidden: Hidden
  readonly word: Words.Word
  readonly effect: Effect<never>
}
interface Own { readonly a: 1 }
interface Unused { readonly b: 2 }
export declare const open: (own: Own) => import("./inner/deep.ts").Deep, close: number
export { secret as told, type Hidden } from "./inner/hidden.ts"
export { Facade } from "./Facade.ts"
export * from "effect/Data"
`,
  Facade: `export declare class Facade { private constructor(); static make(): Facade }
export declare function over(text: string): string
export declare function over(count: number): number`,
  index: `export * as Door from "./Door.ts"\nexport * as Facade from "./Facade.ts"`,
  "inner/hidden": `export interface Hidden { readonly more: More }
interface More { readonly c: "z" | "y" }
export declare const secret: string`,
  "inner/words": `export type Word = "one"\nexport type Other = "two"`,
  "inner/deep": `import type { Hidden } from "./hidden.ts"
export type Deep = readonly Hidden[]`
}

const shown = (more: Partial<typeof files> = {}): string =>
  withPackage({ ...files, ...more }, (root) =>
    surface({ name: "@turnout/p", root, entries: ["index", "Facade", "Door"] })
  )

describe("what users can import", () => {
  it("shows every exported name with its type, by module and name, wherever it is declared", () => {
    assert.strictEqual(
      shown(),
      `## @turnout/p/Door
export * from "effect/Data"
export { Facade } from "@turnout/p/Facade"
export interface Hidden {
    readonly more: More;
}
export interface Options {
    readonly hidden: Hidden;
    readonly word: Words.Word;
    readonly effect: Effect<never>;
}
export declare const close: number;
export declare const open: (own: Own) => Deep;
export declare const secret: string;
export { secret as told }

## @turnout/p/Facade
export declare class Facade {
    private constructor();
    static make(): Facade;
}
export declare function over(text: string): string;
export declare function over(count: number): number;

## @turnout/p
export * as Door from "@turnout/p/Door"
export * as Facade from "@turnout/p/Facade"

## Not exported by @turnout/p, and named above
interface Own {
    readonly a: 1;
}
export type Deep = readonly Hidden[];
interface More {
    readonly c: "z" | "y";
}
export type Word = "one";
`
    )
  })

  it("a private type that a public one names is seen when it changes; one that is not named is not", () => {
    const before = shown()
    const word = shown({ "inner/words": `export type Word = "uno"\nexport type Other = "two"` })
    assert.strictEqual(changes(before, word), `- export type Word = "one";\n+ export type Word = "uno";`)
    assert.strictEqual(shown({ "inner/words": `export type Word = "one"\nexport type Other = 2` }), before)
  })

  it("comments and the order of declarations are no change", () => {
    const facade = files.Facade.split("\n").toReversed()
    const moved = shown({ Facade: `/** New words. */\n${[facade[1], facade[0], facade[2]].join("\n")}` })
    assert.strictEqual(moved, shown())
  })

  it("vendors that differ by their names alone share a section; another shape has its own", () => {
    const declared = (id: string, more = "") =>
      `import * as Vendor from "@turnout/wire/Vendor"\nexport declare const make: Vendor.Make<"${id}">${more}`
    const made = withPackage(
      {
        "a/Acme": declared("acme"),
        "a/index": `export * as Acme from "./Acme.ts"\nexport declare const acme: 1`,
        "b/BigCorp": declared("big-corp"),
        "b/index": `export * as BigCorp from "./BigCorp.ts"\nexport declare const bigCorp: 1`,
        "c/Cat": declared("cat", `\nexport declare const more: 2`),
        "c/index": `export * as Cat from "./Cat.ts"`
      },
      (root) =>
        vendors([
          { name: "@turnout/acme", root: join(root, "a"), entries: ["index", "Acme"] },
          { name: "@turnout/big-corp", root: join(root, "b"), entries: ["index", "BigCorp"] },
          { name: "@turnout/cat", root: join(root, "c"), entries: ["index", "Cat"] }
        ])
    )
    assert.deepStrictEqual(made.match(/^# .*/gm), ["# @turnout/acme, @turnout/big-corp", "# @turnout/cat"])
    assert.include(made, 'make: Vendor.Make<"<id>">')
    assert.include(made, "export declare const more: 2;")
  })

  it("long changes are cut, and counted", () => {
    const lines = (from: number) =>
      Array.from({ length: 30 }, (_, index) => `line ${from + index}`).join("\n")
    assert.include(changes(lines(0), lines(100)), "… and 20 more")
  })
})
