import * as Schema from "effect/Schema"

type Keys<A> = A extends unknown ? keyof A : never

/**
 * A schema of an answer, held to the type that the router answers with: whatever that type allows, the schema does, and
 * neither has a field that the other lacks.
 */
export const describes =
  <A>() =>
  <S extends Schema.Top>(
    schema: S &
      ([A] extends [S["Type"]]
        ? [Keys<A>, Keys<S["Type"]>] extends [Keys<S["Type"]>, Keys<A>]
          ? unknown
          : { readonly fields: "differ" }
        : { readonly type: "is not that of the schema" })
  ): S =>
    schema

export const maybe = <S extends Schema.Top>(schema: S): Schema.optionalKey<S> => Schema.optionalKey(schema)

/** An object that is passed on, or told elsewhere. */
export const Some = Schema.ObjectKeyword

/** Any JSON object. */
export const Bag = Schema.Record(Schema.String, Schema.Unknown)

export const Names = Schema.Array(Schema.String)

export const list = <S extends Schema.Top>(item: S) =>
  Schema.Struct({ object: Schema.Literal("list"), data: Schema.Array(item) })
