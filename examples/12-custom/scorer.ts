/** Questions about code are better answered by models that are made for it; of others it says nothing. */
import type { Scorer } from "@turnout/router/Scorer"

const isAboutCode = /```|\b(bug|compile|function|stack trace)\b/i

export const coders: Scorer = ({ messages }, model) => {
  const last = messages.at(-1)?.content
  if (typeof last !== "string" || !isAboutCode.test(last)) return undefined
  return model.includes("coder") ? 0.9 : 0.5
}
