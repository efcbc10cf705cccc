import type { TurnoutRouter } from "turnout"

export interface Answer {
  readonly text: string
  /** What answered, as `model@provider`. */
  readonly by: string
  /** USD; undefined where the price is not known. */
  readonly cost: number | undefined
}

/** Asks whichever of these models is the cheapest for this question; the others are there if it fails. */
export const ask = async (
  router: Pick<TurnoutRouter, "chat">,
  question: string,
  models: ReadonlyArray<string> = ["gpt-4o-mini", "claude-haiku-4-5"]
): Promise<Answer> => {
  const { choices, model, routing_metadata, usage } = await router.chat.completions.create({
    messages: [
      { role: "system", content: "Answer in one sentence." },
      { role: "user", content: question }
    ],
    max_completion_tokens: 300,
    gateway: { models, routing: { optimize: "cost" } }
  })
  return {
    text: choices[0]?.message.content ?? "",
    by: `${model}@${routing_metadata.provider}`,
    cost: usage?.cost ?? undefined
  }
}
