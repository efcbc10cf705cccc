/** Two models that are good at different things, and requests that go to the better one. Nothing is sent. */
import type { Request } from "@turnout/core/Request"
import { quality } from "@turnout/router/Scorer"
import { candidate } from "@turnout/testing/StrategyLaws"
import { nearest, type Embedding } from "./scorer.ts"

/** A toy in place of the host's embedding: how much a text speaks of code, of poems, and of nothing in particular. */
const embedded = (text: string): Embedding => [
  (text.match(/\b(bug|code|function|type)\b/g) ?? []).length,
  (text.match(/\b(poem|rhyme|song|verse)\b/g) ?? []).length,
  0.1
]

const embed = ({ messages }: Request): Embedding =>
  embedded(messages.map(({ content }) => (typeof content === "string" ? content : "")).join(" "))

const scorer = nearest({
  embed,
  examples: [
    { embedding: embedded("fix this bug in my function"), grades: { coder: 0.9, poet: 0.2 } },
    { embedding: embedded("what type has this code"), grades: { coder: 0.8, poet: 0.3 } },
    { embedding: embedded("a poem with a rhyme"), grades: { coder: 0.3, poet: 0.9 } },
    { embedding: embedded("another verse of this song"), grades: { coder: 0.2, poet: 0.95 } }
  ]
})

for (const content of ["why does my code have a bug", "write a poem"]) {
  const scored = quality(scorer, { messages: [{ role: "user", content }], stream: false })
  const models = ["coder", "poet"].map((model) => candidate(model, { model }))
  const grades = models.map(({ endpoint }) => `${endpoint.model} ${scored(endpoint)?.toFixed(2)}`)
  console.log(`${content}: ${grades.join(", ")}`)
}
