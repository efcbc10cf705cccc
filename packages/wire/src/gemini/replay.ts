import type { Endpoint } from "@turnout/core/Endpoint"
import { isBounded, type JsonObject } from "@turnout/core/Json"
import type { AssistantMessage, ReasoningDetail } from "@turnout/core/Message"
import { isObject, parse } from "../internal/json.ts"
import * as Anchor from "./anchor.ts"
import { type Draft, drop, type Notes, type Words } from "./notes.ts"

/** A part between, or the signature of, pieces of the text. */
export interface Inset {
  readonly from: number
  readonly to: number
  readonly say: (text: string) => Draft
}

/** What of an earlier turn's reasoning goes back, and where. */
export interface Replay {
  /** Thoughts ahead of the text. */
  readonly thoughts: ReadonlyArray<Draft>
  /** Within the text, in order. */
  readonly insets: ReadonlyArray<Inset>
  /** Signatures of calls by their position, with the path of the detail that holds each. */
  readonly calls: ReadonlyMap<number, { readonly signature: string; readonly path: string }>
  /** Signatures that stand on the calls themselves are of this endpoint, as far as the turn says. */
  readonly trusted: boolean
}

const none: Replay = { thoughts: [], insets: [], calls: new Map(), trusted: true }

const signed = (part: Draft, thoughtSignature: string | undefined): Draft =>
  thoughtSignature === undefined ? part : { ...part, thoughtSignature }

/** A native part of the caller's own history; text that is none is never sent. */
const nativeOf = (data: string): JsonObject | undefined => {
  const part = parse(data)
  return isObject(part) && isBounded(part) && Object.keys(part).length > 0 ? part : undefined
}

const isOwn = ({ origin }: ReasoningDetail, endpoint: Endpoint, { quirks }: Words): boolean =>
  origin !== undefined &&
  origin.format === Anchor.format &&
  origin.model === endpoint.model &&
  (quirks.origins === undefined || quirks.origins.includes(origin.provider))

/** Ids of calls name them too, as OpenRouter does. */
const anchorOf = (detail: ReasoningDetail, calls: ReadonlyMap<string, number>): Anchor.Anchor | undefined => {
  const at = detail.id === undefined ? undefined : calls.get(detail.id)
  return at === undefined ? Anchor.read(detail.id) : { kind: "call", at }
}

/**
 * Reasoning of an earlier turn, byte for byte and part by part. A signature is good for the model that gave it and no
 * other; what another one made is stripped.
 */
export const plan = (
  message: AssistantMessage,
  path: string,
  words: Words,
  endpoint: Endpoint,
  notes: Notes
): Replay => {
  const { reasoning_details: details, tool_calls: list = [] } = message
  if (details === undefined || details.length === 0) return none
  const byId = new Map(list.map(({ id }, index) => [id, index]))
  const thoughts: Array<Draft> = []
  const insets: Array<Inset> = []
  const calls = new Map<number, { readonly signature: string; readonly path: string }>()
  let own = 0

  const keep = (detail: ReasoningDetail, here: string): boolean => {
    const anchor = anchorOf(detail, byId)
    if (detail.type === "reasoning.text") {
      const { text = "", signature } = detail
      if (text === "" && signature === undefined) return false
      const part = signed({ text, thought: true }, signature)
      notes.push({
        action: "translated",
        param: `${here}.type`,
        to: { thought: true },
        reason: "same_meaning"
      })
      if (anchor?.kind === "thought") insets.push({ from: anchor.at, to: anchor.at, say: () => part })
      else thoughts.push(part)
      return true
    }
    if (detail.type !== "reasoning.encrypted" || detail.data === undefined || anchor === undefined)
      return false
    const { data } = detail
    switch (anchor.kind) {
      case "call":
        if (anchor.at >= list.length || calls.has(anchor.at)) return false
        calls.set(anchor.at, { signature: data, path: here })
        return true
      case "text":
        insets.push({ from: anchor.from, to: anchor.to, say: (text) => ({ text, thoughtSignature: data }) })
        return true
      case "part": {
        const part = nativeOf(data)
        if (part === undefined) return false
        insets.push({ from: anchor.at, to: anchor.at, say: () => part })
        return true
      }
      case "thought":
        return false
    }
  }

  let lost = false
  for (const [index, detail] of details.entries()) {
    const here = `${path}[${index}]`
    const isKept = isOwn(detail, endpoint, words) && keep(detail, here)
    if (isKept) {
      own++
      // What the fold derived from the origin and the place says nothing of its own.
      for (const mark of ["id", "index", "format", "origin"] as const)
        if (detail[mark] !== undefined) drop(notes, `${here}.${mark}`, "needless")
    } else lost = true
  }
  if (lost) notes.push({ action: "stripped", param: path, reason: "origin" })
  const trusted = own > 0 || details.every(({ origin }) => origin === undefined)
  return { thoughts, insets: insets.sort((one, other) => one.from - other.from), calls, trusted }
}

/** Parts of text with what stood between them, and with the signatures of their pieces, each where it stood. */
export const weave = (parts: ReadonlyArray<Draft>, insets: ReadonlyArray<Inset>): Array<Draft> => {
  if (insets.length === 0) return [...parts]
  const woven: Array<Draft> = []
  let at = 0
  let next = 0
  for (const part of parts) {
    const text = part["text"] as string
    const end = at + text.length
    let from = at
    for (; next < insets.length && insets[next]!.from < end; next++) {
      const inset = insets[next]!
      const begin = Math.max(from, inset.from)
      if (begin > from) woven.push({ text: text.slice(from - at, begin - at) })
      // A piece that is not there any more keeps its signature, on no text.
      const isWhole = begin === inset.from && inset.to <= end
      woven.push(inset.say(isWhole ? text.slice(begin - at, inset.to - at) : ""))
      from = isWhole ? inset.to : begin
    }
    if (from < end) woven.push({ text: text.slice(from - at) })
    at = end
  }
  for (; next < insets.length; next++) woven.push(insets[next]!.say(""))
  return woven
}
