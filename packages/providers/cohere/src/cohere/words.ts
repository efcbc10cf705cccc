import type { TextForm } from "@turnout/wire/TextForm"

/** `format` of reasoning that comes from this API: it is plain text, and goes back to the model that wrote it. */
export const format = "cohere-v2"

/** The same of the plan before calls, which stands in a field of its own. */
export const planFormat = "cohere-v2-plan"

/** That field; thinking stands in the content. */
export const plan = "tool_plan"

export interface Forms {
  readonly tool_name: TextForm
  readonly call_id?: TextForm
}

export const forms: Forms = { tool_name: { character: /[A-Za-z0-9_-]/, max: 64 } }
