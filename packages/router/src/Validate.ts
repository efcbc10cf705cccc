import type { JsonObject } from "@turnout/core/Json"

/** What is wrong with a value, in the words of a validator; nothing where it is right. */
export type Check = (value: unknown) => ReadonlyArray<{ readonly path: string; readonly message: string }>

/** Makes the check of a schema, which is the caller's own and no dialect's. Throws where the schema is none. */
export type Validate = (schema: JsonObject) => Check
