import type { Embedding } from "@turnout/core/Embedding"
import type { Event } from "@turnout/core/Event"
import { type Failure, MalformedResponse } from "@turnout/core/Failure"
import type { Form } from "./StructuredOutput.ts"

const malformed = (rule: string, message: string): Failure =>
  new MalformedResponse({ message, rule: `embeddings:${rule}` })

/**
 * What the answer to an embedding request must hold, whoever gave it: a vector per input, and all of the size that was
 * asked for, or that the model is known to have. Vectors of another size are of another space.
 */
export const of =
  ({ input, size }: Embedding): Form =>
  () => {
    let count = 0
    let first: number | undefined = size
    let failure: Failure | undefined
    return {
      push: (events: ReadonlyArray<Event>) => {
        for (const event of events) {
          if (event.type !== "embeddings") continue
          if (event.index !== count)
            failure ??= malformed("order", "The vectors of the answer are not in order.")
          count += event.vectors.length
          for (const { length } of event.vectors) {
            first ??= length
            if (length === first) continue
            const message = `A vector of the answer has ${length} numbers, where ${first} were expected.`
            failure ??= malformed("size", message)
          }
        }
      },
      failure: () =>
        failure ??
        (count === input.length
          ? undefined
          : malformed("count", `The answer has ${count} vectors, and ${input.length} were asked for.`))
    }
  }
