/** The parts of a message, or of a call's output, as a chat request has them. */
import type { JsonObject } from "@turnout/core/Json"
import { type Draft, isObject, type Translation } from "./translation.ts"

const mark = "prompt_cache_breakpoint"

const marked = (part: JsonObject, made: Draft): Draft =>
  part[mark] === undefined || part[mark] === null ? made : { ...made, [mark]: part[mark] }

const given = (part: JsonObject, key: string): unknown => part[key] ?? undefined

const image = (part: JsonObject, at: string, to: Translation): Draft | undefined => {
  const url = given(part, "image_url")
  if (url === undefined && given(part, "file_id") !== undefined) {
    to.needs("An image by 'file_id'")
    return undefined
  }
  if (url === undefined) {
    to.refuse(
      at,
      "missing_required_parameter",
      `Invalid '${at}': expected 'image_url' or 'file_id', got neither.`
    )
    return undefined
  }
  return marked(part, { type: "image_url", image_url: { url, detail: given(part, "detail") } })
}

const file = (part: JsonObject): Draft =>
  marked(part, {
    type: "file",
    file: {
      file_data: given(part, "file_data") ?? given(part, "file_url"),
      file_id: given(part, "file_id"),
      filename: given(part, "filename")
    }
  })

const toPart = (part: unknown, at: string, to: Translation): Draft | undefined => {
  if (!isObject(part)) {
    to.invalid(at, "an object", part)
    return undefined
  }
  const { type } = part
  switch (type) {
    case "input_text":
    case "output_text":
    case "text":
      return marked(part, { type: "text", text: given(part, "text") })
    case "refusal":
      return { type: "refusal", refusal: given(part, "refusal") }
    case "input_image":
      return image(part, at, to)
    case "input_file":
      return file(part)
    case "input_audio":
      return marked(part, { type: "input_audio", input_audio: given(part, "input_audio") })
    case undefined:
    case null:
      to.missing(`${at}.type`)
      return undefined
    default:
      if (typeof type === "string") to.needs(`Content of type '${type.slice(0, 40)}'`)
      else to.invalid(`${at}.type`, "a string", type)
      return undefined
  }
}

/** A part, and where it stands in the caller's request. */
export interface Placed {
  readonly part: Draft
  readonly at: string
}

/** `content` is a list; what only endpoints understand that speak Responses is left out. */
export const parts = (content: ReadonlyArray<unknown>, at: string, to: Translation): Array<Placed> => {
  const made: Array<Placed> = []
  for (let index = 0; index < content.length; index++) {
    const place = `${at}[${index}]`
    const part = toPart(content[index], place, to)
    if (part !== undefined) made.push({ part, at: place })
  }
  return made
}
