import type { ChatRequest } from "../src/ChatRequest.ts"
import type { RequestSchema } from "../src/RequestSchema.ts"
import type { Assignable, Equal, Expect } from "./Expect.ts"

export type Tests = [
  // Null is the same as absent, for every optional field.
  Expect<Equal<undefined extends ChatRequest["temperature"] ? true : false, true>>,
  Expect<Equal<null extends ChatRequest["temperature"] ? true : false, true>>,
  Assignable<{ model: "any"; messages: [{ role: "user"; content: "hello" }] }, ChatRequest>,
  // The interface that people read is the schema that decides, field by field.
  Expect<Equal<keyof ChatRequest, keyof RequestSchema>>,
  Expect<Equal<ChatRequest, RequestSchema>>
]
