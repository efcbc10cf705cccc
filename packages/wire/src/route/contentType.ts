/** The media type alone, lower case; empty where the header is absent. */
export const contentType = (headers: { readonly [name: string]: string }): string => {
  const value = headers["content-type"]
  if (value === undefined) return ""
  const end = value.indexOf(";")
  return (end < 0 ? value : value.slice(0, end)).trim().toLowerCase()
}
