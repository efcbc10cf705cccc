import type { Failure } from "@turnout/core/Failure"
import type { Ledger } from "@turnout/core/Ledger"
import type { Request } from "@turnout/core/Request"

/**
 * What a lasting refusal is about: the model, or one parameter or kind of input. It concerns the calls that ask for
 * the same, and no others.
 */
export type Kind = string

/** The kind of a 404 or 410: every call asks for it. */
export const model: Kind = "model"

/** Kinds of input, and the words by which vendors name them. */
const media: { readonly [kind: Kind]: RegExp } = {
  image: /\b(?:images?|vision)\b/i,
  audio: /\baudio\b/i,
  file: /\b(?:files?|pdfs?|documents?)\b/i
}

const parts: { readonly [type: string]: Kind } = { image_url: "image", input_audio: "audio", file: "file" }

const notAsked: ReadonlySet<string> = new Set(["messages", "embedding", "extensions", "unknown"])

/** Everything of a request that an endpoint may refuse: its parameters, and what its messages hold. */
export const asked = (request: Request): ReadonlySet<Kind> => {
  const kinds = new Set<Kind>()
  for (const [name, value] of Object.entries(request)) {
    if (value !== undefined && value !== false && !notAsked.has(name)) kinds.add(name)
  }
  for (const name of Object.keys(request.unknown ?? {})) kinds.add(name)
  for (const name of Object.keys(request.embedding ?? {})) kinds.add(name)
  for (const { content } of request.messages) {
    if (!Array.isArray(content)) continue
    for (const { type } of content) if (Object.hasOwn(parts, type)) kinds.add(parts[type]!)
  }
  return kinds
}

/**
 * What is learned of a refusal. A filter's verdict, and what is wrong with a prompt, teach nothing; nor does what
 * cannot be told apart from the caller's own native fields.
 */
export const learned = (failure: Failure, request: Request, ledger: Ledger): Kind | undefined => {
  if (failure._tag !== "ModelNotFound" && failure._tag !== "Unsupported") return undefined
  const kinds = asked(request)
  const blamed = named(failure, kinds, ledger)
  if (blamed !== undefined || failure._tag === "Unsupported") return blamed
  return request.extensions === undefined ? model : undefined
}

const named = (failure: Failure, kinds: ReadonlySet<Kind>, ledger: Ledger): Kind | undefined => {
  const root = /^(?:body\.)?([A-Za-z]\w*)/.exec(failure.param ?? "")?.[1]
  if (root !== undefined) {
    if (kinds.has(root)) return root
    const renamed = ledger.find(({ action, to }) => action === "renamed" && to === root)
    if (renamed !== undefined && kinds.has(renamed.param)) return renamed.param
  }
  const words = failure.provider_message ?? ""
  const text = ` ${words.toLowerCase().replace(/[^a-z0-9'"`]+/g, " ")} `
  let found: Kind | undefined
  for (const kind of kinds) {
    const isNamed = Object.hasOwn(media, kind)
      ? media[kind]!.test(words) && !ofThePart.test(words)
      : stands(kind.toLowerCase(), text)
    if (isNamed && (found === undefined || kind.length > found.length)) found = kind
  }
  return found
}

/** Not the kind of input is refused then, but this picture or that document. */
const ofThePart =
  /\b(?:format|media.?type|mime|sizes?|large|big|long|url|base64|resolution|pages?|corrupt|invalid|max)/i

/** Whether vendors' words name a parameter: `web_search_options`, or "web search options". Short ones are quoted. */
const stands = (name: string, text: string): boolean => {
  const spoken = name.replace(/[^a-z0-9]+/g, " ")
  if (spoken.length >= 5 && text.includes(` ${spoken} `)) return true
  return ["'", '"', "`"].some((quote) => text.includes(`${quote}${spoken}${quote}`))
}
