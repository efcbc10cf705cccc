/** Vercel AI SDK with `@ai-sdk/openai`, over chat completions as the others. */
import { createOpenAI } from "@ai-sdk/openai"
import { request, type Subject } from "../workload.ts"
import * as AiSdk from "./ai-sdk/client.ts"

export const make = (origin: string): Subject =>
  AiSdk.make(createOpenAI({ apiKey: "sk-bench", baseURL: `${origin}/v1` }).chat(request.model))
