import * as fc from "fast-check"

/** Stands in every free text, so that a word of the request is told from a word of the vendor's. */
export const mark = "·"

const odd = [
  "Grüße 🎉",
  " ",
  '{"a":1}',
  "\ud800",
  "__proto__",
  "json_response",
  "</x>",
  "a\n\nb",
  "constructor"
]

/** Free text that stands nowhere else: marked, at times odd. */
export const word: fc.Arbitrary<string> = fc.oneof(
  { weight: 7, arbitrary: fc.nat().map((number) => `w${mark}${number.toString(36)}`) },
  { weight: 1, arbitrary: fc.constantFrom(...odd).map((text) => `${mark}${text}`) }
)

/** The same, at times with nothing to see in it. */
export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: word },
  { weight: 1, arbitrary: fc.constantFrom("", " ", "\n", "x ") }
)

/** Names of tools: mostly what the grammar of every vendor takes, at times what one of them refuses. */
export const name: fc.Arbitrary<string> = fc.constantFrom(
  "alpha",
  "beta",
  "gamma",
  "json_response",
  "json_response_",
  "calendar.list",
  "mcp__files-x2e-read",
  "погода",
  "a".repeat(100)
)

export const maybe = <A>(arbitrary: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 })

/** Absent more often than not. */
export const rarely = <A>(arbitrary: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })

type Fields = { readonly [key: string]: fc.Arbitrary<unknown> }

/** A record without the fields that came out undefined. */
export const record = (fields: Fields): fc.Arbitrary<{ readonly [key: string]: unknown }> =>
  fc.record(fields).map((made) => {
    const kept: { [key: string]: unknown } = {}
    for (const key of Object.keys(made)) if (made[key] !== undefined) kept[key] = made[key]
    return kept
  })

export const list = <A>(arbitrary: fc.Arbitrary<A>, most: number): fc.Arbitrary<ReadonlyArray<A>> =>
  fc.array(arbitrary, { minLength: 1, maxLength: most })
