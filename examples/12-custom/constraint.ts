/** Long conversations go only to whom the host has reviewed for them. */
import type { Constraint } from "@turnout/router/Constraint"

const reviewed = new Set(["acme", "globex"])

export const review: Constraint = {
  reason: "review",
  compile: ({ facts }) =>
    facts.prompt_tokens <= 10_000
      ? undefined
      : ({ endpoint }) => (reviewed.has(endpoint.provider) ? undefined : `${facts.prompt_tokens} tokens`)
}
