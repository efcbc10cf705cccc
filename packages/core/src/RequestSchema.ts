import * as Schema from "effect/Schema"
import { params } from "./Param.ts"
import { maybe } from "./param/free.ts"

type Table = typeof params

type Fields = {
  readonly [K in keyof Table]: K extends "messages"
    ? Table[K]["schema"]
    : Schema.optional<Schema.NullOr<Table[K]["schema"]>>
}

const fieldsOf = (): Fields => {
  const fields: { [name: string]: Schema.Top } = {}
  for (const [name, param] of Object.entries(params)) {
    fields[name] = name === "messages" ? param.schema : maybe(param.schema)
  }
  return fields as unknown as Fields
}

/**
 * The chat request of the contract as one schema, made of the parameter table. Keys that it does not name are
 * allowed, and left out of what it decodes: normalize keeps them, and checks parameter by parameter, since one
 * compiled schema of this size is too large a function for the engine to optimise (measured: ten times slower).
 */
export const RequestSchema = Schema.Struct(fieldsOf())

export type RequestSchema = typeof RequestSchema.Type
