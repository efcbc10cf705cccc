/** Vercel AI SDK with `@ai-sdk/anthropic`. */
import { createAnthropic } from "@ai-sdk/anthropic"
import type { Subject } from "../workload.ts"
import * as AiSdk from "./ai-sdk/client.ts"

export const make = (origin: string): Subject =>
  AiSdk.make(createAnthropic({ apiKey: "sk-bench", baseURL: `${origin}/v1` })("claude-sonnet-4-5"))
