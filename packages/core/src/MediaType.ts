/** Names that people write for a registered media type. */
const aliases: { readonly [type: string]: string } = {
  "image/jpg": "image/jpeg",
  "image/pjpeg": "image/jpeg",
  "image/x-png": "image/png",
  "application/x-pdf": "application/pdf"
}

/** The registered name of a media type, without parameters, in lower case. */
export const canonical = (type: string): string => {
  const bare = type.split(";", 1)[0]!.trim().toLowerCase()
  return Object.hasOwn(aliases, bare) ? aliases[bare]! : bare
}

/** The media type of a `data:` URI; undefined for any other URL, and where none is named. */
export const ofDataUri = (url: string): string | undefined => {
  if (!/^data:/i.test(url)) return undefined
  const end = url.slice(0, 200).search(/[;,]/)
  const named = end < 0 ? "" : url.slice(5, end)
  return named === "" ? undefined : canonical(named)
}

/** Whether a list of types (`text/*` stands for all of a kind) holds this one. */
export const isIn = (types: ReadonlyArray<string>, type: string): boolean =>
  types.includes(type) || types.includes(`${type.split("/", 1)[0]}/*`)
