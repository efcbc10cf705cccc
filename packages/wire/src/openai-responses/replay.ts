import type { Endpoint } from "@turnout/core/Endpoint"
import type { ReasoningDetail } from "@turnout/core/Message"
import { type Draft, drop, type Notes, unread } from "../internal/notes.ts"
import type { Quirks } from "./dialect.ts"

const read = new Set(["type", "text", "summary", "data", "id", "format", "origin"])
const position = new Set(["index"])

/** What stands between two parts of one item where reasoning is read as one text. */
export const gap = "\n\n"

/** Parts of one item, and where in the list they stand. */
interface Item {
  readonly id: string
  readonly summary: Array<Draft>
  readonly content: Array<Draft>
  data: string | undefined
  readonly places: Array<number>
}

const isOwn = ({ origin }: ReasoningDetail, quirks: Quirks, format: string, endpoint: Endpoint): boolean =>
  quirks.reasoning !== "none" &&
  origin !== undefined &&
  origin.format === format &&
  origin.model === endpoint.model &&
  (quirks.origins === undefined || quirks.origins.includes(origin.provider))

const partOf = (type: string, text: string, before: ReadonlyArray<Draft>): Draft => ({
  type,
  text: before.length > 0 && text.startsWith(gap) ? text.slice(gap.length) : text
})

const add = (item: Item, detail: ReasoningDetail): void => {
  if (detail.type === "reasoning.encrypted") item.data = detail.data
  else if (detail.type === "reasoning.summary") {
    item.summary.push(partOf("summary_text", detail.summary, item.summary))
  } else item.content.push(partOf("reasoning_text", detail.text, item.content))
}

const toNative = ({ content, data, id, summary }: Item): Draft => ({
  type: "reasoning",
  id,
  summary,
  ...(content.length === 0 ? {} : { content }),
  ...(data === undefined ? {} : { encrypted_content: data })
})

/**
 * Reasoning of an earlier turn as the items that it came in. Without a store nothing but its encrypted content says
 * what an item was; one without it, or of another origin, is stripped, and so are all where nothing follows them.
 */
export const toItems = (
  details: ReadonlyArray<ReasoningDetail>,
  path: string,
  isFollowed: boolean,
  quirks: Quirks,
  format: string,
  endpoint: Endpoint,
  notes: Notes
): Array<Draft> => {
  const items: Array<Item> = []
  for (const [index, detail] of details.entries()) {
    const here = `${path}[${index}]`
    const { id } = detail
    const words =
      detail.type === "reasoning.encrypted"
        ? detail.data
        : detail.type === "reasoning.summary"
          ? detail.summary
          : detail.text
    if (!isOwn(detail, quirks, format, endpoint) || id === undefined || typeof words !== "string") {
      notes.push({ action: "stripped", param: here, reason: "origin" })
      continue
    }
    let item = items.at(-1)
    if (item?.id !== id) {
      items.push((item = { id, summary: [], content: [], data: undefined, places: [] }))
    }
    add(item, detail)
    item.places.push(index)
  }
  const natives: Array<Draft> = []
  for (const item of items) {
    const isWhole = item.data !== undefined || (quirks.reasoning === "plain" && item.content.length > 0)
    for (const place of item.places) {
      const here = `${path}[${place}]`
      if (!isWhole || !isFollowed) notes.push({ action: "stripped", param: here, reason: "dialect" })
      else {
        unread(notes, here, details[place]!, read, position)
        // What the fold derived from the origin says nothing of its own.
        drop(notes, `${here}.format`, "needless")
        drop(notes, `${here}.origin`, "needless")
      }
    }
    if (isWhole && isFollowed) natives.push(toNative(item))
  }
  return natives
}
