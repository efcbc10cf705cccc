import type { TextForm } from "@turnout/wire/TextForm"

/** `format` of reasoning that comes from this API: plain text, which goes back to the model that wrote it. */
export const format = "ollama-chat"

export interface Forms {
  readonly tool_name: TextForm
  readonly call_id?: TextForm
}

export const forms: Forms = { tool_name: { character: /[A-Za-z0-9_.-]/, max: 128 } }
