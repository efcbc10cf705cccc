import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { type TextForm, toForm } from "../src/TextForm.ts"

const word: TextForm = { character: /[A-Za-z0-9_-]/, max: 64 }
const forms: { readonly [name: string]: readonly [TextForm, RegExp] } = {
  "64 of letters, digits, _ and -": [word, /^[A-Za-z0-9_-]{1,64}$/],
  "a letter or _ in front": [{ ...word, first: /[A-Za-z_]/ }, /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/],
  "dots and colons too": [
    { character: /[A-Za-z0-9_.:-]/, first: /[A-Za-z_]/, max: 64 },
    /^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$/
  ],
  "any 40": [{ max: 40, prefix: "call_" }, /^.{1,40}$/su],
  "letters and digits, no hyphen": [{ character: /[A-Za-z0-9]/, max: 40 }, /^[A-Za-z0-9]{1,40}$/]
}

const texts = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 90 }),
  fc.stringMatching(/^[a-z_.-]{1,5}$/),
  fc.constantFrom(
    "-x2e-",
    ".",
    "_",
    "-",
    "_.",
    "-x5f--x2e-",
    "1",
    "_1",
    "-x31-",
    "a".repeat(65),
    "a".repeat(66)
  )
)

describe("a text in the form that a vendor demands", () => {
  for (const [name, [form, pattern]] of Object.entries(forms)) {
    it(`is of that form, and different ones stay different: ${name}`, () => {
      fc.assert(
        fc.property(texts, texts, (first, second) => {
          if (name !== "any 40") assert.match(toForm(first, form), pattern)
          assert.isAtMost(toForm(first, form).length, form.max!)
          assert.strictEqual(toForm(first, form) === toForm(second, form), first === second)
        }),
        { numRuns: 3000 }
      )
    })
  }

  it("is itself where it fits, and can be read where it does not", () => {
    for (const name of ["get-feed-items", "a_b", "image-2x-large"])
      assert.strictEqual(toForm(name, word), name)
    assert.strictEqual(toForm("calendar.list", word), "calendar-x2e-list")
    assert.match(toForm(`search_${"a".repeat(90)}`, word), /^search_a{23}-h[0-9a-f]{32}$/)
    assert.match(toForm("functions.f:0", { character: /[A-Za-z0-9]/, max: 9 }), /^[a-z0-9]{9}$/)
  })

  it("shows nothing of what is refused for what it says", () => {
    const user: TextForm = { max: 256, refuses: [/@/] }
    assert.match(toForm("ada@example.org", user), /^h[0-9a-f]{32}$/)
    assert.strictEqual(toForm("ada", user), "ada")
    assert.strictEqual(toForm("ada", undefined), "ada")
  })
})
