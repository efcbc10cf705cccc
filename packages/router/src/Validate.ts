import type { JsonObject } from "@turnout/core/Json"

/** Returns the validation errors of a value; empty if it is valid. */
export type Check = (value: unknown) => ReadonlyArray<{ readonly path: string; readonly message: string }>

/** Compiles the caller's JSON Schema to a check. Throws if it is not a valid schema. */
export type Validate = (schema: JsonObject) => Check
