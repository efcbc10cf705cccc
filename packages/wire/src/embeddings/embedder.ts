import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { Json } from "@turnout/core/Json"
import type { Embedder, Prepared, Reply, Run } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import type * as Context from "effect/Context"
import { factsOf, type ModelFacts, type Protocol as Embeddings } from "../Embeddings.ts"
import type { Protocol } from "../Protocol.ts"
import * as Route from "../Route.ts"
import type { Transport } from "../Transport.ts"
import { joined } from "./joined.ts"
import { routed } from "./protocol.ts"
import { split } from "./split.ts"
import { malformed } from "./vectors.ts"

export interface Parts {
  readonly transport: Context.Service.Shape<typeof Transport>
  readonly protocol: Embeddings
  readonly models: ReadonlyArray<ModelFacts>
  /** Address and key. */
  readonly places: Omit<Route.Parts<never, never>, "protocol" | "tiers">
  /** How the vendor's chat reads a refusal. */
  readonly failure: Protocol<unknown, unknown>["failure"]
}

/** The embeddings of an account, over its transport. */
export const embedder = ({ failure, models, places, protocol, transport }: Parts): Embedder => {
  const route = Route.make(transport, { ...places, protocol: routed(protocol, failure) })

  const endpointOf = (endpoint: Endpoint): Endpoint | undefined => {
    const { api: _, embeddings: known, limits, listed, ...facts } = endpoint.facts
    // Of an id that nobody lists it is not known what it answers.
    if (known === undefined && listed) return undefined
    return {
      ...endpoint,
      facts: {
        ...facts,
        listed,
        // Nothing is written: what catalogs state there is the size of a vector.
        limits: { ...limits, output: 0 },
        capabilities: protocol.capabilities,
        embeddings: { ...protocol.facts, ...factsOf(models, endpoint.provider_model_id), ...known }
      }
    }
  }

  const prepare = (fitted: Fitted, endpoint: Endpoint): Prepared => {
    const { embedding } = fitted.request
    if (embedding === undefined) throw new TypeError("A chat was prepared as an embedding request.")
    const runs = split(embedding.input, endpoint.facts.embeddings ?? {})
    const parts = runs.map((input) =>
      route.prepare(
        { ...fitted, request: { ...fitted.request, embedding: { ...embedding, input } } },
        endpoint
      )
    )
    const [first] = parts
    return {
      ...first!,
      body: parts.length === 1 ? first!.body : parts.map(({ body }) => body),
      counts: runs.map(({ length }) => length)
    }
  }

  const run: Run = (prepared, endpoint, credential, options) => {
    const { counts = [] } = prepared
    const bodies = counts.length === 1 ? [prepared.body] : (prepared.body as ReadonlyArray<Json>)
    const requests = bodies.map((body, place) =>
      Effect.map(route.run({ ...prepared, body }, endpoint, credential, options), (reply): Reply => ({
        ...reply,
        read: held(reply.read, counts[place]!)
      }))
    )
    return requests.length === 1 ? requests[0]! : joined(requests)
  }

  return { endpoint: endpointOf, prepare, run }
}

/** The same reads; an answer that lacks vectors, or has more, is none: whose they are cannot be told. */
const held = (read: Reply["read"], count: number): Reply["read"] =>
  Effect.flatMap(read, (events) => {
    const found = events?.find((event) => event.type === "embeddings")
    if (found?.type !== "embeddings" || found.vectors.length === count) return Effect.succeed(events)
    const message = `The answer has ${found.vectors.length} vectors, and ${count} were asked for.`
    return Effect.fail(malformed("count", message))
  })
