import type { TextForm } from "@turnout/wire/TextForm"
import { modelOf } from "./ids.ts"

/** `format` of reasoning by its maker: a Claude's signature is good wherever that Claude is hosted. */
export const formatOf = (id: string): string =>
  modelOf(id)?.startsWith("anthropic.") === true ? "anthropic-claude-v1" : "bedrock-converse"

export interface Forms {
  readonly tool_name: TextForm
  readonly call_id: TextForm
}

const word = /[A-Za-z0-9_-]/

const usual: Forms = {
  tool_name: { character: word, max: 64 },
  call_id: { character: word, max: 64 }
}

/** "Tool call id … must be a-z, A-Z, 0-9, with a length of 9", as Mistral's models say through Converse too. */
const ofMistral: Forms = { ...usual, call_id: { character: /[A-Za-z0-9]/, max: 9 } }

export const formsOf = (id: string): Forms =>
  modelOf(id)?.startsWith("mistral.") === true ? ofMistral : usual
