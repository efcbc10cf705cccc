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

/**
 * The media type of a `data:` URI: of an image by its bytes, which vendors hold against what it is called, else as it is
 * named. Undefined for any other URL, and where nothing tells.
 */
export const ofDataUri = (url: string): string | undefined => {
  if (!/^data:/i.test(url)) return undefined
  const head = url.slice(0, 200)
  const end = head.search(/[;,]/)
  const named = end < 0 ? "" : canonical(url.slice(5, end))
  const data = /;base64,/i.exec(head)
  const isImage = named === "" || named === "application/octet-stream" || named.startsWith("image/")
  const told = isImage && data !== null ? ofImage(url.slice(data.index + 8, data.index + 24)) : undefined
  return told ?? (named === "" ? undefined : named)
}

/** How images begin, in base64. */
const signatures: ReadonlyArray<readonly [RegExp, string]> = [
  [/^iVBORw0KGgo/, "image/png"],
  [/^\/9j\//, "image/jpeg"],
  [/^R0lGOD/, "image/gif"],
  [/^UklGR.{6}XRUJQ/, "image/webp"]
]

/** The media type of an image by its first bytes, in base64; undefined where they tell none that is known. */
export const ofImage = (base64: string): string | undefined => {
  const head = base64.slice(0, 16)
  return signatures.find(([signature]) => signature.test(head))?.[1]
}

/** Whether a list of types (`text/*` stands for all of a kind) holds this one. */
export const isIn = (types: ReadonlyArray<string>, type: string): boolean =>
  types.includes(type) || types.includes(`${type.split("/", 1)[0]}/*`)
