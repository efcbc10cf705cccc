import * as Schema from "effect/Schema"
import { FreeObject, maybe } from "./free.ts"

const CacheControl = Schema.Struct({
  type: Schema.Literal("ephemeral"),
  ttl: maybe(Schema.Literals(["5m", "1h"]))
})

const PromptCacheBreakpoint = Schema.Struct({ mode: maybe(Schema.String), ttl: maybe(Schema.String) })

/** What every part of a prompt may carry: where its cached prefix ends, in two vendors' words. */
const breakpoints = {
  cache_control: maybe(CacheControl),
  prompt_cache_breakpoint: maybe(PromptCacheBreakpoint)
}

const TextPart = Schema.Struct({ type: Schema.Literal("text"), text: Schema.String, ...breakpoints })

const ImagePart = Schema.Struct({
  type: Schema.Literal("image_url"),
  image_url: Schema.Struct({
    url: Schema.String.check(
      Schema.isPattern(/^(https?:\/\/|data:[^,]*;base64,.)/i, {
        expected: "an http or https URL, or a data URL in base64"
      })
    ),
    detail: maybe(Schema.Literals(["auto", "low", "high", "original"]))
  }),
  ...breakpoints
})

const AudioPart = Schema.Struct({
  type: Schema.Literal("input_audio"),
  input_audio: Schema.Struct({ data: Schema.String, format: Schema.String }),
  ...breakpoints
})

const FilePart = Schema.Struct({
  type: Schema.Literal("file"),
  file: Schema.Struct({
    file_data: maybe(Schema.String),
    file_id: maybe(Schema.String),
    filename: maybe(Schema.String)
  }),
  ...breakpoints
})

const RefusalPart = Schema.Struct({ type: Schema.Literal("refusal"), refusal: Schema.String })

const Origin = Schema.Struct({
  format: Schema.String,
  provider: Schema.String,
  model: Schema.String,
  field: maybe(Schema.String)
})

const ReasoningDetail = Schema.Struct({
  type: Schema.String,
  text: maybe(Schema.String),
  summary: maybe(Schema.String),
  data: maybe(Schema.String),
  signature: maybe(Schema.String),
  id: maybe(Schema.String),
  index: maybe(Schema.Finite),
  format: maybe(Schema.String),
  origin: maybe(Origin)
})

/** By vendor, as an earlier answer gave them. */
const providerFields = maybe(Schema.Record(Schema.String, FreeObject))

const FunctionCall = Schema.Struct({
  id: Schema.String,
  type: Schema.Literal("function"),
  function: Schema.Struct({ name: Schema.String, arguments: Schema.String }),
  signature: maybe(Schema.String),
  provider_fields: providerFields
})

const CustomCall = Schema.Struct({
  id: Schema.String,
  type: Schema.Literal("custom"),
  custom: Schema.Struct({ name: Schema.String, input: Schema.String }),
  provider_fields: providerFields
})

const textContent = Schema.Union([Schema.String, Schema.Array(TextPart)])

const SystemMessage = Schema.Struct({
  role: Schema.Literal("system"),
  content: textContent,
  name: maybe(Schema.String)
})

const DeveloperMessage = Schema.Struct({
  role: Schema.Literal("developer"),
  content: textContent,
  name: maybe(Schema.String)
})

const UserMessage = Schema.Struct({
  role: Schema.Literal("user"),
  content: Schema.Union([
    Schema.String,
    Schema.Array(Schema.Union([TextPart, ImagePart, AudioPart, FilePart]))
  ]),
  name: maybe(Schema.String)
})

const AssistantMessage = Schema.Struct({
  role: Schema.Literal("assistant"),
  content: maybe(Schema.Union([Schema.String, Schema.Array(Schema.Union([TextPart, RefusalPart]))])),
  refusal: maybe(Schema.String),
  name: maybe(Schema.String),
  tool_calls: maybe(Schema.Array(Schema.Union([FunctionCall, CustomCall]))),
  function_call: maybe(Schema.Struct({ name: Schema.String, arguments: Schema.String })),
  audio: maybe(Schema.Struct({ id: Schema.String })),
  reasoning_content: maybe(Schema.String),
  reasoning_details: maybe(Schema.Array(ReasoningDetail)),
  provider_fields: providerFields
})

const ToolMessage = Schema.Struct({
  role: Schema.Literal("tool"),
  tool_call_id: Schema.String,
  content: Schema.Union([Schema.String, Schema.Array(Schema.Union([TextPart, ImagePart]))])
})

const FunctionMessage = Schema.Struct({
  role: Schema.Literal("function"),
  name: Schema.String,
  content: maybe(Schema.String)
})

/** The six forms; each has one literal `role`, so that a wrong field is reported within its own form. */
export const Messages = Schema.Array(
  Schema.Union([SystemMessage, DeveloperMessage, UserMessage, AssistantMessage, ToolMessage, FunctionMessage])
).check(Schema.isMinLength(1, { expected: "at least one message" }))
