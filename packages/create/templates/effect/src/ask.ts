import { Router } from "@turnout/router/Router"
import { Effect, Stream } from "effect"

/** The words of an answer as they come, from whichever of these models is the quickest to begin. */
export const ask = (question: string, models: ReadonlyArray<string> = ["gpt-4o-mini", "claude-haiku-4-5"]) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const router = yield* Router
      return router.chatStream({
        messages: [{ role: "user", content: question }],
        max_completion_tokens: 500,
        gateway: { models, routing: { optimize: "ttft" } }
      })
    })
  ).pipe(
    Stream.map(({ choices }) => choices[0]?.delta.content ?? ""),
    Stream.filter((text) => text !== "")
  )
