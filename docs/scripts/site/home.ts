import { Anthropic } from "@turnout/anthropic"
import { OpenAi } from "@turnout/openai"
import { explain } from "@turnout/router/Explain"
import { Router } from "@turnout/router/Router"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { over } from "../reference/matrix/models.ts"
import { clock } from "./directory.ts"

const key = { apiKey: "none" }
const house = over(Layer.mergeAll(OpenAi.layer(key), Anthropic.layer(key)))

/** What the program of the page asks. */
export const request = {
  messages: [{ role: "user", content: "Summarize this ticket in one sentence." }],
  max_completion_tokens: 200,
  gateway: {
    models: ["claude-sonnet-4-5", "claude-haiku-4-5", "gpt-4o", "gpt-4o-mini"],
    routing: { optimize: "cost", max_cost_per_1m: 8, seed: 7 }
  }
} as const

/** The table behind a choice, as the router really makes it at the prices of the catalog's day. */
const decided = (): Promise<string> =>
  Effect.runPromise(
    Effect.flatMap(Router, (router) => router.plan(request)).pipe(
      Effect.map(({ decision }) => explain(decision, { markdown: true })),
      Effect.provide(house),
      Effect.provideService(Clock.Clock, clock),
      Effect.orDie
    )
  )

/** The first page's source, with the table where it says so. */
export const home = async (text: string): Promise<string> =>
  text.replace("<!-- decision -->", await decided())
