/** The fields of a response that say once more what was asked, and those that tell how it stands. */
import type { Json, JsonObject } from "@turnout/core/Json"
import type {
  EchoedTool,
  EchoedToolChoice,
  IncompleteDetails,
  OutputItem,
  Response,
  ResponseError,
  ResponseStatus,
  ResponseUsage
} from "../Response.ts"

type Writing<A> = { -readonly [field in keyof A]: A[field] }

/** What a response repeats of its request. */
export type Echo = Omit<
  Response,
  | "id"
  | "created_at"
  | "status"
  | "error"
  | "incomplete_details"
  | "model"
  | "output"
  | "output_text"
  | "usage"
  | "service_tier"
>

const or = <A>(value: Json | undefined, otherwise: A): A => (value === undefined ? otherwise : (value as A))

/** A function tool has keys that OpenAI's clients require; what is not theirs stays as it came. */
const toolOf = (tool: JsonObject): EchoedTool =>
  (tool["type"] === "function" ? { parameters: null, strict: null, ...tool } : tool) as unknown as EchoedTool

const listOf = (value: Json | undefined): ReadonlyArray<Json> => (Array.isArray(value) ? value : [])

/** `asked`: the request as it was written, without nulls; `effort` of whichever of its two fields. */
export const of = (asked: JsonObject, effort: string | undefined): Echo => {
  const reasoning = (asked["reasoning"] ?? {}) as JsonObject
  const text = (asked["text"] ?? {}) as JsonObject
  const echo: Writing<Echo> = {
    object: "response",
    access_programs: null,
    background: false,
    instructions: or(asked["instructions"], null),
    max_output_tokens: or(asked["max_output_tokens"], null),
    max_tool_calls: or(asked["max_tool_calls"], null),
    metadata: or(asked["metadata"], {}),
    parallel_tool_calls: or(asked["parallel_tool_calls"], true),
    previous_response_id: null,
    prompt_cache_key: or(asked["prompt_cache_key"], null),
    reasoning: {
      effort: (effort === "off" ? "none" : (effort ?? null)) as "none" | null,
      summary: or(reasoning["summary"] ?? reasoning["generate_summary"], null)
    },
    safety_identifier: or(asked["safety_identifier"], null),
    store: false,
    temperature: or(asked["temperature"], null),
    text: { format: { type: "text" }, ...text } as NonNullable<Echo["text"]>,
    tool_choice: or<EchoedToolChoice>(asked["tool_choice"], "auto"),
    tools: listOf(asked["tools"]).map((tool) => toolOf(tool as JsonObject)),
    top_logprobs: or(asked["top_logprobs"], 0),
    top_p: or(asked["top_p"], null),
    truncation: or<"disabled">(asked["truncation"], "disabled")
  }
  const { user } = asked
  if (typeof user === "string") echo.user = user
  return echo
}

/** Which response it is. */
export interface Head {
  readonly id: string
  readonly created_at: number
}

export interface Standing {
  readonly status: ResponseStatus
  readonly model: string
  readonly output: Array<OutputItem>
  readonly error?: ResponseError
  readonly incomplete?: IncompleteDetails
  readonly usage?: ResponseUsage | undefined
  readonly tier?: string | undefined
}

/** All text of an output. */
export const textOf = (output: ReadonlyArray<OutputItem>): string => {
  let text = ""
  for (const item of output) {
    if (item.type !== "message" || !Array.isArray(item.content)) continue
    for (const part of item.content) if (part?.type === "output_text") text += part.text
  }
  return text
}

export const response = (echo: Echo, head: Head, standing: Standing): Writing<Response> => {
  const { error = null, incomplete = null, model, output, status, tier, usage } = standing
  const told: Writing<Response> = {
    id: head.id,
    created_at: head.created_at,
    status,
    error,
    incomplete_details: incomplete,
    model,
    output,
    output_text: textOf(output),
    ...echo
  }
  if (tier !== undefined) told.service_tier = tier as NonNullable<Response["service_tier"]>
  if (usage !== undefined) told.usage = usage
  return told
}
