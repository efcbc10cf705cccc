import type { Json, JsonObject } from "@turnout/core/Json"
import type { Request } from "@turnout/core/Request"
import type { Draft, Notes } from "./notes.ts"

/** `auto`: the protocol marks what to cache where the caller has marked nothing. */
export type Cache = "auto" | "caller"

/** More breakpoints are a 400. */
const most = 4

const mark = "cache_control"

type Marked = { readonly [mark]?: Json }

const isMarked = (value: unknown): boolean =>
  typeof value === "object" && value !== null && (value as Marked)[mark] !== undefined

/** Where the caller's marks stand, in the order of the prompt: tools come before messages. */
const places = ({ messages, tools = [] }: Request): ReadonlyArray<string> => {
  const found: Array<string> = []
  tools.forEach((tool, index) => {
    if (isMarked(tool)) found.push(`tools[${index}]`)
  })
  messages.forEach(({ content }, index) => {
    if (!Array.isArray(content)) return
    content.forEach((part: unknown, at) => {
      if (isMarked(part)) found.push(`messages[${index}].content[${at}]`)
    })
  })
  return found
}

const without = <A extends object>(value: A): A => {
  const { [mark]: _, ...rest } = value as A & Marked
  return rest as A
}

/**
 * The request with no more marks than the family takes: the last ones are kept, since a breakpoint covers all that
 * stands before it.
 */
export const limited = (request: Request, notes: Notes): Request => {
  const all = places(request)
  if (all.length <= most) return request
  const gone = new Set(all.slice(0, -most))
  notes.push({ action: "clamped", param: mark, from: all.length, to: most, reason: "too_many" })
  for (const place of gone) notes.push({ action: "dropped", param: `${place}.${mark}`, reason: "needless" })
  const { messages, tools } = request
  return {
    ...request,
    ...(tools === undefined
      ? {}
      : { tools: tools.map((tool, index) => (gone.has(`tools[${index}]`) ? without(tool) : tool)) }),
    messages: messages.map((message, index) =>
      Array.isArray(message.content)
        ? ({
            ...message,
            content: message.content.map((part: object, at: number) =>
              gone.has(`messages[${index}].content[${at}]`) ? without(part) : part
            )
          } as typeof message)
        : message
    )
  }
}

const listAt = (draft: Draft, key: string): ReadonlyArray<JsonObject> =>
  (draft[key] ?? []) as unknown as ReadonlyArray<JsonObject>

const marked = (list: ReadonlyArray<JsonObject>, control: JsonObject): Json =>
  list.map((block, index) => (index === list.length - 1 ? { ...block, [mark]: control } : block))

/**
 * Marks the end of the tools, of the instructions and of the last two turns of the user: what comes again with the
 * next request, and what came with the one before. A caller's own mark, anywhere, leaves it all to the caller.
 */
export const place = (
  request: Request,
  draft: Draft,
  extension: JsonObject | undefined,
  notes: Notes
): void => {
  if (places(request).length > 0 || isMarked(extension)) return
  const control: JsonObject = { type: "ephemeral" }
  const tools = listAt(draft, "tools")
  const system = listAt(draft, "system")
  const turns = listAt(draft, "messages")
  if (tools.length > 0) draft["tools"] = marked(tools, control)
  if (system.length > 0) draft["system"] = marked(system, control)
  const users = turns.flatMap(({ role }, index) => (role === "user" ? [index] : [])).slice(-2)
  draft["messages"] = turns.map((turn, index) =>
    users.includes(index)
      ? { ...turn, content: marked(turn["content"] as unknown as ReadonlyArray<JsonObject>, control) }
      : turn
  )
  if (tools.length + system.length + users.length === 0) return
  notes.push({ action: "translated", param: mark, to: control, reason: "same_meaning" })
}
