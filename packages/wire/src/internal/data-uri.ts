import * as MediaType from "@turnout/core/MediaType"

export interface Data {
  /** The registered name of the media type; empty where none is named. */
  readonly type: string
  /** Base64. */
  readonly data: string
}

const dataUri = /^data:([^;,]*)((?:;[^;,]*)*),(.*)$/is

export const isDataUri = (url: string): boolean => /^data:/i.test(url)

/** A `data:` URI in base64 and the media type that it names. */
export const read = (uri: string): Data | undefined => {
  const found = dataUri.exec(uri)
  if (found === null || !/;base64$/i.test(found[2]!)) return undefined
  return { type: MediaType.canonical(found[1]!), data: found[3]! }
}
