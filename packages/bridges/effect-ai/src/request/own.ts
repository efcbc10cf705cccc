/** The name under which options of parts are given and metadata is told. */
export const own = "turnout"

const isObject = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What is said to this provider. */
export const optionsOf = (given: object): { readonly [name: string]: unknown } => {
  const options: unknown = Object.hasOwn(given, own)
    ? (given as { readonly [name: string]: unknown })[own]
    : undefined
  return isObject(options) ? options : {}
}
