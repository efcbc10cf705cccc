/** Effect's AI module over `@turnout/effect-ai`. */
import { Catalog } from "@turnout/catalog"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import { TurnoutLanguageModel } from "@turnout/effect-ai"
import { OpenAi } from "@turnout/openai"
import { Router } from "@turnout/router/Router"
import { layerUndici } from "@turnout/transport-undici/TransportUndici"
import { Effect, Layer, Schema, Stream } from "effect"
import { LanguageModel, Prompt, Tool, Toolkit } from "effect/ai"
import * as Scene from "./scene.ts"

const layerOf = ({ baseUrl }: Scene.House) =>
  TurnoutLanguageModel.layer({ model: Scene.model, max_completion_tokens: 500 }).pipe(
    Layer.provide(Router.layer()),
    Layer.provide(OpenAi.layer({ apiKey: "k", baseUrl, api: "chat" })),
    Layer.provide([ProviderRegistry.layer, Catalog.layer, layerUndici()])
  )

const run = <A, E>(
  house: Scene.House,
  call: Effect.Effect<A, E, LanguageModel.LanguageModel>,
  signal?: AbortSignal
): Promise<A> => Effect.runPromise(Effect.provide(call, layerOf(house)), { signal })

const Weather = Tool.make("weather", {
  description: Scene.description,
  parameters: Schema.Struct({ city: Schema.String }),
  success: Schema.String
})
const toolkit = Toolkit.make(Weather)
const handlers = toolkit.toLayer({ weather: ({ city }) => Effect.succeed(Scene.resultOf(city)) })

const prompt = Prompt.make([
  { role: "system", content: Scene.system },
  {
    role: "user",
    content: [
      { type: "text", text: Scene.question },
      { type: "file", mediaType: "image/png", data: Scene.pixel }
    ]
  }
])

const converse = Effect.gen(function* () {
  const first = yield* LanguageModel.generateText({ prompt, toolkit })
  const history = Prompt.concat(prompt, Prompt.fromResponseParts(first.content))
  const schema = Schema.Struct({ warmest: Schema.String })
  const last = yield* LanguageModel.generateObject({ prompt: history, schema, toolkit, objectName: "answer" })
  const called = first.toolCalls.map(({ id, name, params }) => ({ id, name, arguments: params as unknown }))
  return { called, text: JSON.stringify(last.value) }
}).pipe(Effect.provide(handlers))

const streamed = ({ heard }: Scene.Asking) =>
  LanguageModel.streamText({ prompt: "Weather?" }).pipe(
    Stream.runFold(
      () => ({ text: "", reasoning: "" }),
      (said, part) => {
        if (part.type === "reasoning-delta") return { ...said, reasoning: said.reasoning + part.delta }
        if (part.type !== "text-delta") return said
        heard(part.delta)
        return { ...said, text: said.text + part.delta }
      }
    )
  )

const apart: Scene.Door["apart"] = {
  why: "Effect calls a tool and makes an object in calls of their own, so the schema is sent with the second request; and the schemas that it makes leave objects open.",
  from: ([first, ...rest]) => {
    const bodies = [{ ...first, schema: undefined }, ...rest]
    return bodies.map(
      (body) =>
        JSON.parse(JSON.stringify(body), (key, value: unknown) =>
          key === "additionalProperties" ? true : value
        ) as Scene.Body
    )
  }
}

export const doors: ReadonlyArray<Scene.Door> = [
  {
    name: "Effect AI, `generateText`",
    streams: false,
    apart,
    converse: (house) => run(house, converse),
    ask: async (house, { signal }) => {
      const { reasoningText, text } = await run(
        house,
        LanguageModel.generateText({ prompt: "Weather?" }),
        signal
      )
      return { text, reasoning: reasoningText }
    }
  },
  {
    name: "Effect AI, `streamText`",
    streams: true,
    apart,
    converse: (house) => run(house, converse),
    ask: (house, asking) => run(house, streamed(asking), asking.signal)
  }
]
