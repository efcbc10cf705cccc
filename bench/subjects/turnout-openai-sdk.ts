/** Turnout under the official SDK: the SDK's own work stands on top of ours. */
import OpenAI from "openai"
import type { Subject } from "../workload.ts"
import * as OpenAiSdk from "./openai-sdk/client.ts"
import * as Parts from "./turnout/parts.ts"

export const make = async (origin: string): Promise<Subject> => {
  const router = await Parts.router(origin)
  const client = new OpenAI({ apiKey: "unused", fetch: router.fetch })
  return { ...OpenAiSdk.make(client), close: () => router.close() }
}
