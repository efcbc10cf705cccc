import * as MediaType from "@turnout/core/MediaType"

export interface Data {
  /** The media type: of an image by its bytes, else as it is named; empty where nothing tells. */
  readonly type: string
  /** As a URI names it, by its registered name. */
  readonly named?: string
  /** Base64. */
  readonly data: string
}

const dataUri = /^data:([^;,]*)((?:;[^;,]*)*),(.*)$/is

export const isDataUri = (url: string): boolean => /^data:/i.test(url)

/** A `data:` URI in base64 and its media type. */
export const read = (uri: string): Data | undefined => {
  const found = dataUri.exec(uri)
  if (found === null || !/;base64$/i.test(found[2]!)) return undefined
  return { type: MediaType.ofDataUri(uri) ?? "", named: MediaType.canonical(found[1]!), data: found[3]! }
}
