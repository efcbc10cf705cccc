import * as Schema from "effect/Schema"
import { FreeObject, maybe } from "./free.ts"

/** Longer than any vendor takes: an endpoint gets the form that it demands, and its calls are named back. */
const name = Schema.String.check(Schema.isBetweenLength(1, 256))

export const Function = Schema.Struct({
  name,
  description: maybe(Schema.String),
  parameters: maybe(FreeObject),
  strict: maybe(Schema.Boolean)
})

const Tool = Schema.Struct({
  type: Schema.String,
  function: maybe(Function),
  custom: maybe(Schema.Struct({ name, description: maybe(Schema.String), format: maybe(FreeObject) }))
})

/** At most 128 function tools is a rule across entries and stands with those. */
export const Tools = Schema.Array(Tool)

export const ToolChoice = Schema.Union([
  Schema.Literal("auto"),
  Schema.Literal("required"),
  Schema.Literal("none"),
  Schema.Struct({ type: Schema.Literal("function"), function: Schema.Struct({ name: Schema.String }) }),
  Schema.Struct({ type: Schema.Literal("custom"), custom: Schema.Struct({ name: Schema.String }) }),
  Schema.Struct({
    type: Schema.Literal("allowed_tools"),
    allowed_tools: Schema.Struct({
      mode: Schema.Literals(["auto", "required"]),
      tools: Schema.Array(FreeObject)
    })
  })
])

export const ResponseFormat = Schema.Union([
  Schema.Struct({ type: Schema.Literal("text") }),
  Schema.Struct({ type: Schema.Literal("json_object") }),
  Schema.Struct({
    type: Schema.Literal("json_schema"),
    json_schema: Schema.Struct({
      name: Schema.String.check(Schema.isBetweenLength(1, 64)),
      description: maybe(Schema.String),
      schema: maybe(FreeObject),
      strict: maybe(Schema.Boolean)
    })
  })
])
