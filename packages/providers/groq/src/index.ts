import * as Groq from "./Groq.ts"

export * as Groq from "./Groq.ts"

/** Groq's account. Without a key it is that of the environment, `GROQ_API_KEY`. */
export const groq = Groq.layer
