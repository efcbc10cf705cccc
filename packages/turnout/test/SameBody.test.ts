import { assert, describe, it } from "@effect/vitest"
import { Anthropic } from "@turnout/anthropic"
import * as Catalog from "@turnout/catalog/Catalog"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import { isRouterError } from "@turnout/core/RouterError"
import { OpenAi } from "@turnout/openai"
import { Router } from "@turnout/router/Router"
import * as Requests from "@turnout/testing/Requests"
import { Transport } from "@turnout/wire/Transport"
import { Effect, Layer, Stream } from "effect"
import * as fc from "fast-check"
import OpenAI, { APIError } from "openai"
import * as TurnoutRouter from "turnout/TurnoutRouter"

/** What a door made of a request: the bytes that left, or the code of the refusal where none did. */
type Outcome = string

/** Remembers every body, and refuses it: one request, one answer, no second try. */
const recorder = () => {
  const bodies: Array<string> = []
  const answer = new TextEncoder().encode(`{"error":{"message":"seen","type":"invalid_request_error"}}`)
  const layer = Layer.succeed(
    Transport,
    Transport.of({
      send: ({ body }) =>
        Effect.sync(() => {
          bodies.push(String(body))
          let rest: Uint8Array | undefined = answer
          return {
            status: 400,
            headers: { "content-type": "application/json" },
            read: Effect.sync(() => {
              const bytes = rest
              rest = undefined
              return bytes
            })
          }
        })
    })
  )
  return { bodies, layer }
}

const codeOf = (error: unknown): string => {
  if (isRouterError(error)) return error.code
  if (error instanceof APIError) return String(error.code)
  throw error
}

type Door = (request: ChatRequest) => Promise<unknown>

/** Every way to hand a request over, on one router. */
const doors = (
  layer: Layer.Layer<Router>
): { readonly all: Record<string, Door>; readonly close: () => Promise<void> } => {
  const router = TurnoutRouter.make(layer)
  const sdk = new OpenAI({ apiKey: "unused", baseURL: "http://turnout.invalid/v1", fetch: router.fetch })
  const effect = (use: (service: Router["Service"]) => Effect.Effect<unknown, unknown>) =>
    Effect.runPromise(Effect.provide(Effect.flatMap(Router, use), layer))
  const post = async (request: ChatRequest) => {
    const response = await router.fetch("http://turnout.invalid/v1/chat/completions", {
      method: "POST",
      body: JSON.stringify(request)
    })
    const { error } = (await response.json()) as { readonly error: { readonly code: string } }
    throw new APIError(response.status, error, undefined, response.headers)
  }
  return {
    all: {
      "Router.chat and Router.start": (request) =>
        effect((service) =>
          request.stream === true ? Effect.scoped(service.start(request)) : service.chat(request)
        ),
      "Router.chat and Router.chatStream": (request) =>
        effect((service) =>
          request.stream === true ? Stream.runDrain(service.chatStream(request)) : service.chat(request)
        ),
      "Router.chat and Router.events": (request) =>
        effect((service) =>
          request.stream === true ? Stream.runDrain(service.events(request)) : service.chat(request)
        ),
      "turnout's create": (request) => router.chat.completions.create(request),
      "router.fetch": post,
      "the official SDK over router.fetch": (request) =>
        sdk.chat.completions.create(request as OpenAI.ChatCompletionCreateParamsNonStreaming)
    },
    close: router.close
  }
}

const house = () => {
  const { bodies, layer: transport } = recorder()
  const router = Router.layer({ params: "warn" }).pipe(
    Layer.provide(
      Layer.mergeAll(OpenAi.layer({ apiKey: "sk-test" }), Anthropic.layer({ apiKey: "sk-test" }))
    ),
    Layer.provide([ProviderRegistry.layer, Catalog.layer, transport])
  )
  return { bodies, layer: router as Layer.Layer<Router> }
}

const through = async (door: Door, request: ChatRequest, bodies: Array<string>): Promise<Outcome> => {
  bodies.length = 0
  try {
    await door(request)
  } catch (error) {
    if (bodies.length === 0) return codeOf(error)
  }
  assert.strictEqual(bodies.length, 1, "one request leaves")
  return bodies[0]!
}

const models = ["gpt-4o", "gpt-5.4", "claude-sonnet-4-5", "claude-opus-5"]

/** Generated as normalize leaves a request, which is a request too. */
const requests: fc.Arbitrary<ChatRequest> = fc
  .tuple(Requests.asked(), fc.constantFrom(...models))
  .map(([{ request, extension }, model]) => {
    const { unknown, extensions: _, ...known } = request
    return {
      model,
      ...unknown,
      ...known,
      ...(extension === undefined ? {} : { extensions: { openai: extension, anthropic: extension } })
    } as ChatRequest
  })

describe("one request", () => {
  it("is the same native body through every door, or the same refusal", async () => {
    const { bodies, layer } = house()
    const { all, close } = doors(layer)
    const seen = { sent: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const outcomes: { [door: string]: Outcome } = {}
        for (const [name, door] of Object.entries(all)) {
          outcomes[name] = await through(door, request, bodies)
        }
        const [first = "", ...rest] = Object.values(outcomes)
        for (const outcome of rest) assert.strictEqual(outcome, first, JSON.stringify(outcomes))
        if (!first.startsWith("{")) seen.refused += 1
        else {
          seen.sent += 1
          const plan = await Effect.runPromise(
            Effect.provide(
              Effect.flatMap(Router, (router) => router.plan(request)),
              layer
            )
          )
          assert.strictEqual(JSON.stringify(plan.steps[0]?.body), first)
        }
      }),
      { numRuns: 150 }
    )
    await close()
    assert.isAbove(seen.sent, 50)
  })

  it("is not changed by the doors: who handed it over finds it as it was", async () => {
    const { bodies, layer } = house()
    const { all, close } = doors(layer)
    const request: ChatRequest = {
      model: "claude-sonnet-4-5",
      messages: [{ role: "user", content: [{ type: "text", text: "hello" }] }],
      temperature: 2,
      stop: "x",
      functions: [{ name: "f", parameters: { type: "object" } }],
      extensions: { anthropic: { top_k: 5, api_key: "k" } }
    }
    const before = structuredClone(request)
    for (const door of Object.values(all)) await through(door, request, bodies)
    await close()
    assert.deepStrictEqual(request, before)
  })
})
