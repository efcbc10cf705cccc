import * as Schema from "effect/Schema"

/** Absent, undefined and null are the same for every optional field of the contract. */
export const maybe = <S extends Schema.Top>(schema: S) => Schema.optional(Schema.NullOr(schema))

/**
 * Keeps keys that a struct does not name, for endpoints whose format knows them. The type stays that of the
 * struct: what nobody named, nobody reads.
 */
export const open = <S extends Schema.Struct<Schema.Struct.Fields>>(struct: S): S =>
  Schema.StructWithRest(struct, [Schema.Record(Schema.String, Schema.Unknown)]) as unknown as S

/** Any JSON object; what is inside is the vendor's business. */
export const FreeObject = Schema.declare<object>(
  (value): value is object => typeof value === "object" && value !== null && !Array.isArray(value),
  { expected: "an object" }
)
