/** The official SDK, as its README shows it. */
import OpenAI from "openai"
import type { Subject } from "../workload.ts"
import * as OpenAiSdk from "./openai-sdk/client.ts"

export const make = (origin: string): Subject =>
  OpenAiSdk.make(new OpenAI({ apiKey: "sk-bench", baseURL: `${origin}/v1` }))
