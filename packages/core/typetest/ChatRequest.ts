import type { ChatRequest } from "../src/ChatRequest.ts"
import type { Assignable, Equal, Expect } from "./Expect.ts"

export type Tests = [
  // Null is the same as absent, for every optional field.
  Expect<Equal<undefined extends ChatRequest["temperature"] ? true : false, true>>,
  Expect<Equal<null extends ChatRequest["temperature"] ? true : false, true>>,
  Assignable<{ model: "any"; messages: [{ role: "user"; content: "hello" }] }, ChatRequest>
]
