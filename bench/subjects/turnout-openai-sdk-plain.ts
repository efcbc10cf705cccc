/** Turnout under the official SDK with answers as they are by default: the SDK parses no record of the decision. */
import OpenAI from "openai"
import type { Subject } from "../workload.ts"
import * as OpenAiSdk from "./openai-sdk/client.ts"
import * as Parts from "./turnout/parts.ts"

export const make = async (origin: string): Promise<Subject> => {
  const router = await Parts.router(origin, { include: [] })
  const client = new OpenAI({ apiKey: "unused", fetch: router.fetch })
  return { ...OpenAiSdk.make(client), close: () => router.close() }
}
