type Headers = { readonly [name: string]: string }

/** By name in lower case. `add`: a list that the account's own joins; `replace`: the caller's stands. */
export interface Forwards {
  readonly [name: string]: "add" | "replace"
}

/** What no header can hold, or no sane one does. */
const isPlain = (value: string): boolean => /^[\x20-\x7e]{1,4096}$/.test(value)

/** Those of a caller's headers that the vendor's declaration names. */
export const of = (given: Headers, forwards: Forwards = {}): Headers | undefined => {
  const own: { [name: string]: string } = {}
  for (const name of Object.keys(forwards)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (value !== undefined && isPlain(value)) own[name] = value
  }
  return Object.keys(own).length === 0 ? undefined : own
}

/** The headers of a request with the caller's among them. */
export const joined = (usual: Headers, own: Headers, forwards: Forwards = {}): Headers => {
  const headers: { [name: string]: string } = { ...usual }
  for (const [name, value] of Object.entries(own)) {
    const before = headers[name]
    headers[name] = before === undefined || forwards[name] === "replace" ? value : union(before, value)
  }
  return headers
}

const union = (...lists: ReadonlyArray<string>): string =>
  [...new Set(lists.flatMap((list) => list.split(",").map((each) => each.trim())))]
    .filter((each) => each !== "")
    .join(",")
