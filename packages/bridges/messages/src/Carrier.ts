import type { ReasoningDetailInput } from "@turnout/core/ChatRequest"

/**
 * What a vendor wants back of its reasoning, in the place where this API has a signature: opaque to a reader, who sends it
 * back as it came. The text of a block stands in the block itself.
 */
export interface Carried {
  readonly details: ReadonlyArray<ReasoningDetailInput>
  /** The calls whose vendor signed them, by id. */
  readonly calls?: { readonly [id: string]: string }
}

/** No signature of Anthropic's begins so: theirs are base64. */
const mark = "turnout.1."

export const encode = (carried: Carried): string => {
  const bytes = new TextEncoder().encode(JSON.stringify(carried))
  let units = ""
  for (const byte of bytes) units += String.fromCharCode(byte)
  return mark + btoa(units)
}

export const isCarried = (text: unknown): text is string => typeof text === "string" && text.startsWith(mark)

/** Undefined where it is not what `encode` made. */
export const decode = (text: string): Carried | undefined => {
  try {
    const bytes = Uint8Array.from(atob(text.slice(mark.length)), (unit) => unit.charCodeAt(0))
    const value = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Carried> | null
    if (typeof value !== "object" || value === null || !Array.isArray(value.details)) return undefined
    return value.details.every(isDetail) && isCalls(value.calls) ? (value as Carried) : undefined
  } catch {
    return undefined
  }
}

const isDetail = (value: unknown): boolean =>
  typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string"

const isCalls = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === "object" &&
    value !== null &&
    Object.values(value).every((each) => typeof each === "string"))
