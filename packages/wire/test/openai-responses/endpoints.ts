import type { Override } from "@turnout/core/Capabilities"
import type { Fitted } from "@turnout/core/Fit"
import type { JsonObject } from "@turnout/core/Json"
import * as Listing from "@turnout/core/Listing"
import type { Request } from "@turnout/core/Request"
import * as OpenAiResponses from "@turnout/wire/OpenAiResponses"

export const endpoint = (capabilities: Override = {}) =>
  Listing.passthrough("some-model-1", {
    provider: "somewhere",
    defaults: OpenAiResponses.protocol.defaults,
    models: { "some-model-1": { model: "some-model", capabilities } }
  })

/** Known to reason. */
export const reasoning = endpoint({ reasoning: { support: "yes" } })

export const plain: Request = { messages: [{ role: "user", content: "Hi" }], stream: false }

/** The body of a request as it goes out, what was told of it, and what can be taken back. */
export const said = (
  request: Partial<Request>,
  {
    at = endpoint(),
    dialect = {},
    ...fitted
  }: {
    readonly at?: ReturnType<typeof endpoint>
    readonly dialect?: Partial<OpenAiResponses.Dialect>
    readonly extension?: JsonObject
    readonly without?: Fitted["without"] & {}
  } = {}
) => {
  const made = OpenAiResponses.make(dialect).body(
    { request: { ...plain, ...request }, ledger: [], ...fitted },
    at
  )
  const body = JSON.parse(JSON.stringify(made.body)) as { readonly [key: string]: unknown }
  const changes = made.ledger.map(({ action, param }) => `${action} ${param}`)
  return {
    ...made,
    body,
    changes,
    input: body["input"] as ReadonlyArray<{ readonly [key: string]: unknown }>
  }
}
