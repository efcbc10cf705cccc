/** The paths of fields in vendors' answers, to compare what came with what our fixtures hold. */

/** Every path of a JSON value; items of lists are one, `[]`. */
export const pathsOf = (value: unknown, path = ""): ReadonlySet<string> => {
  const found = new Set<string>()
  const visit = (value: unknown, path: string) => {
    if (Array.isArray(value)) for (const item of value) visit(item, `${path}[]`)
    else if (typeof value === "object" && value !== null) {
      for (const [name, field] of Object.entries(value)) visit(field, path === "" ? name : `${path}.${name}`)
    } else if (value !== null) found.add(path)
  }
  visit(value, path)
  return found
}

/** The JSON values of a body: of each event of a stream, of each line, or of the whole. */
export const valuesOf = (body: string): ReadonlyArray<unknown> => {
  const whole = parsed(body)
  if (whole !== undefined) return [whole]
  return body
    .split(/\r?\n/)
    .flatMap((line) => parsed(line.startsWith("data:") ? line.slice("data:".length) : line) ?? [])
}

export const pathsOfBody = (body: string): ReadonlySet<string> =>
  new Set(valuesOf(body).flatMap((value) => [...pathsOf(value)]))

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
