import * as Schema from "effect/Schema"

/** Absent, undefined and null are the same for every optional field of the contract. */
export const maybe = <S extends Schema.Top>(schema: S) => Schema.optional(Schema.NullOr(schema))

/** Any JSON object; what is inside is the vendor's business. */
export const FreeObject = Schema.declare<object>(
  (value): value is object => typeof value === "object" && value !== null && !Array.isArray(value),
  { expected: "an object" }
)
