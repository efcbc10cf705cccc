/** The media type alone, lower case; empty where the header is absent. */
export const contentType = (headers: { readonly [name: string]: string }): string => {
  const value = headers["content-type"]
  if (value === undefined) return ""
  const end = value.indexOf(";")
  return (end < 0 ? value : value.slice(0, end)).trim().toLowerCase()
}

/** Unary answers may be labelled carelessly, as long as the label does not say something else. */
export const isJson = (type: string, lenient: boolean): boolean =>
  type === "application/json" ||
  type.endsWith("+json") ||
  type === "text/json" ||
  (lenient && (type === "text/plain" || type === "application/octet-stream"))
