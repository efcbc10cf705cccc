/** What one field of the contract takes, at its limits; the field is a dotted path. */
export interface Row {
  readonly field: string
  readonly passes: ReadonlyArray<unknown>
  /** Just outside, and of the wrong kind; blamed at the field or below it. */
  readonly fails: ReadonlyArray<unknown>
  /** The rest of the request, where the field needs it. */
  readonly with?: object
  /** The name in the normalized request under which the very value stands; absent where it is read otherwise. */
  readonly sent?: string
  /** Absent is refused too, with this code. */
  readonly required?: string
}

const kinds = [1, "x", true, [], {}]

/** A value of every kind but these. */
export const but = (...allowed: ReadonlyArray<"number" | "text" | "flag" | "list" | "object">) =>
  kinds.filter((value) => {
    const kind = Array.isArray(value)
      ? "list"
      : typeof value === "string"
        ? "text"
        : typeof value === "boolean"
          ? "flag"
          : typeof value
    return !(allowed as ReadonlyArray<string>).includes(kind)
  })

/** Stands in the request under its own name. */
export const sent = (field: string, passes: ReadonlyArray<unknown>, fails: ReadonlyArray<unknown>): Row => ({
  field,
  passes,
  fails,
  sent: field
})
