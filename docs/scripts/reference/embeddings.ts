import { inputTypes } from "@turnout/core/InputType"
import { Transport } from "@turnout/wire/Transport"
import { Effect } from "effect"
import { banner, table } from "./markdown.ts"
import { subjects } from "./vendors.ts"

const intro = [
  "Vendors that give [embeddings](../embeddings.md). _inputs_ and _tokens_: of one upstream request, at most; a call with more is split. _arrays of tokens_: whether inputs can be tokens " +
    "in place of texts. The other columns are the types of input (`gateway.input_type`) that the vendor tells apart; elsewhere they are dropped with a warning. Models can differ from their vendor."
]

const transport = Transport.of({ send: () => Effect.die("no request leaves here") })

const shown = (count: number | undefined): string =>
  count === undefined ? "any" : count.toLocaleString("en")

/** The page `embeddings.md`, by what each account says of a model of which nothing is known. */
export const embeddings = async (): Promise<string> => {
  const rows: Array<ReadonlyArray<string>> = []
  for (const { make, name } of await subjects()) {
    const read = Effect.gen(function* () {
      const provider = yield* Effect.provideService(make({ apiKey: "k" }), Transport, transport)
      if (provider.embedder === undefined) return undefined
      const embedder = yield* provider.embedder
      return embedder.endpoint(provider.passthrough("some-model"))?.facts.embeddings
    })
    const facts = await Effect.runPromise(read)
    if (facts === undefined || name.includes(",")) continue
    const types = facts.input_types ?? []
    rows.push([
      name,
      shown(facts.batch),
      shown(facts.batch_tokens),
      facts.tokens ?? "no",
      ...inputTypes.map((type) => (types.includes(type) ? "✓" : ""))
    ])
  }
  const titles = ["vendor", "inputs", "tokens", "arrays of tokens", ...inputTypes]
  return `${[banner, "# Vendors of embeddings", ...intro, table(titles, rows)].join("\n\n").trimEnd()}\n`
}
