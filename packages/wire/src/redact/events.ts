import type { Event, Native, ReasoningOpaque } from "@turnout/core/Event"
import type { Json } from "@turnout/core/Json"
import { commonTells, shortest } from "./disguise.ts"

const mask = "[redacted]"

/** Maximum depth, so that no recursion overflows. */
const deepest = 256

/** What the model said: the key itself does not come through, and nothing else of it is touched. */
const said = <A extends { readonly text: string }>(event: A, secret: string): A =>
  event.text.includes(secret) ? { ...event, text: event.text.replaceAll(secret, mask) } : event

/** What goes back byte for byte is not looked into, but the key itself is no seal: with it, there is none. */
const sealed = (event: ReasoningOpaque, secret: string): ReasoningOpaque => {
  const { data, signature } = event
  if (data?.includes(secret) !== true && signature?.includes(secret) !== true) return event
  return {
    ...event,
    ...(data === undefined ? {} : { data: data.replaceAll(secret, mask) }),
    ...(signature === undefined ? {} : { signature: signature.replaceAll(secret, mask) })
  }
}

/** Whatever a vendor says beside it: a text that tells the key is withheld. The same value where none does. */
const scrubbed = (value: Json | undefined, secret: string, depth = 0): Json | undefined => {
  if (typeof value === "string") return commonTells(value, secret, "values") ? mask : value
  if (typeof value !== "object" || value === null) return value
  if (depth > deepest) return mask
  if (Array.isArray(value)) {
    let list: Array<Json> | undefined
    for (let index = 0; index < value.length; index++) {
      const before = (value as ReadonlyArray<Json>)[index]!
      const after = scrubbed(before, secret, depth + 1)!
      if (after !== before) (list ??= [...(value as ReadonlyArray<Json>)])[index] = after
    }
    return list ?? value
  }
  const fields = value as { readonly [key: string]: Json }
  let changed: Array<readonly [string, Json]> | undefined
  let index = -1
  for (const key in fields) {
    index++
    const before = fields[key]!
    const after = typeof before === "number" ? before : scrubbed(before, secret, depth + 1)!
    const name = commonTells(key, secret, "names") ? mask : key
    if (after === before && name === key) continue
    changed ??= Object.entries(fields)
    changed[index] = [name, after]
  }
  return changed === undefined ? value : Object.fromEntries(changed)
}

/** A frame as it came: the key itself is masked in it; what tells it otherwise is withheld, text by text. */
const verbatim = (event: Native, secret: string): Native => {
  const { text: given } = event
  const text = given.includes(secret) ? given.replaceAll(secret, mask) : given
  if (!commonTells(text, secret, "values")) return text === given ? event : { ...event, text }
  try {
    return { ...event, text: JSON.stringify(scrubbed(JSON.parse(text) as Json, secret)) }
  } catch {
    return { ...event, text: JSON.stringify(mask) }
  }
}

const scrub = (event: Event, secret: string): Event => {
  switch (event.type) {
    case "text":
    case "refusal":
    case "tool_arguments":
      return said(event, secret)
    case "reasoning":
      return said(event, secret)
    case "end":
    case "embeddings":
      return event
    case "native":
      return verbatim(event, secret)
    case "reasoning_opaque":
      return sealed(event, secret)
    default:
      return scrubbed(event as unknown as Json, secret) as unknown as Event
  }
}

/** The events of an answer without the key that it was asked with; the same array where it does not stand in them. */
export const events = (list: ReadonlyArray<Event>, secret: string): ReadonlyArray<Event> => {
  if (secret.length < shortest) return list
  let clean: Array<Event> | undefined
  for (let index = 0; index < list.length; index++) {
    const before = list[index]!
    const after = scrub(before, secret)
    if (after !== before) (clean ??= [...list])[index] = after
  }
  return clean ?? list
}
