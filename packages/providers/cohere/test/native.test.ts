import { assert, describe, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"

const folder = new URL("./golden/", import.meta.url)

/** Compiled by `pnpm typetest` against the vendor's own types; not part of this program. */
const compiled = new URL("../typetest/Bodies.ts", import.meta.url).href

describe("the bodies that are checked against the vendor's types", () => {
  it("are the golden ones", async () => {
    const { bodies } = (await import(compiled)) as { readonly bodies: unknown }
    const golden = readdirSync(folder).map((file) => {
      const { body } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { readonly body: unknown }
      return [file.replace(".json", ""), body] as const
    })
    assert.deepStrictEqual(bodies, Object.fromEntries(golden))
  })
})
