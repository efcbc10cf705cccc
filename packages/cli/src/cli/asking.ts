import type { ChatRequest } from "@turnout/core/ChatRequest"
import { Usage } from "./arguments.ts"

/** Options of the commands that make a request. */
export const asking = {
  optimize: { type: "string" },
  "max-tokens": { type: "string" },
  seed: { type: "string" }
} as const

type Values = { readonly [name in keyof typeof asking]?: string | undefined }

/** None: whatever the keys can call. Several: a pool, ranked together. */
export const ask = (expressions: ReadonlyArray<string>, prompt: string, values: Values): ChatRequest => {
  const { "max-tokens": most, optimize, seed } = values
  const routing = {
    ...(optimize === undefined ? {} : { optimize }),
    ...(seed === undefined ? {} : { seed: whole("--seed", seed) })
  }
  return {
    ...(expressions.length === 1 ? { model: expressions[0]! } : {}),
    messages: [{ role: "user", content: prompt }],
    ...(most === undefined ? {} : { max_completion_tokens: whole("--max-tokens", most) }),
    gateway: {
      ...(expressions.length > 1 ? { models: expressions } : {}),
      routing,
      include: ["attempts", "decision"]
    }
  }
}

const whole = (option: string, given: string): number => {
  const value = Number(given)
  if (given.trim() === "" || !Number.isSafeInteger(value)) throw Usage.of(`${option} is a whole number.`)
  return value
}
