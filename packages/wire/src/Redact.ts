import type { Failure } from "@turnout/core/Failure"
import { amend } from "./internal/amend.ts"
import * as Disguise from "./redact/disguise.ts"

export { events } from "./redact/events.ts"

const most = 1_000

/** Shapes that only secrets have: bearer tokens, `sk-…`, masked keys. */
const plain =
  /\b(?:[Bb]earer|BEARER|[Bb]asic)\s+(?=\S*[\d*…])\S{6,}|\bsk[-_][\w\-*….]{6,}|[\w-]+(?:\*{2,}|…(?=\w))[\w\-*]*/
/** Those, and long mixed tokens. */
const secretShapes = new RegExp(
  `${plain.source}|(?=[\\w-]*[a-z])(?=[\\w-]*[A-Z])(?=[\\w-]*\\d)\\b[\\w-]{28,}`,
  "g"
)
const plainShapes = new RegExp(plain.source, "g")

const mask = "[redacted]"

/** Cut at a whole character, with an ellipsis for what is missing. */
const cut = (text: string, length: number): string => {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  return `${text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length)}…`
}

/** A vendor's message without anything that resembles a key, truncated. */
export const text = (words: string, length = most): string =>
  // What is cut off is never looked at; what straddles the cut is redacted before it.
  cut(words.slice(0, length + 400).replace(secretShapes, mask), length)

/** Runs of characters that a key can stand in, with the marks that vendors hide its middle by. */
const runs = /[\w\-.~+/=%*…]{4,}/g

/** As much of a key as is too much to show. */
const telling = 8

/** Does this run hold the key, a piece of it, or a masked form that shows its ends? */
const tells = (run: string, key: string): boolean => {
  if (key.length <= telling) return run.includes(key)
  for (let start = 0; start + telling <= run.length; start++) {
    if (key.includes(run.slice(start, start + telling))) return true
  }
  const masked = /^(.*?)(?:\*{2,}|…|\.{3})(.*)$/.exec(run)
  if (masked === null) return false
  const [, head, tail] = masked
  return (head!.length >= 2 && key.startsWith(head!)) || (tail!.length >= 2 && key.endsWith(tail!))
}

/** The same for a known key: removed whole, in part, masked or percent-encoded. */
export const key = (words: string, secret: string, length = most): string =>
  inDisguise(words, length, secret) ? mask : without(text(words, length), secret)

/** In another alphabet the place of the key is not known: the words are withheld whole. */
const inDisguise = (words: string, length: number, secret: string): boolean => {
  const looked = words.slice(0, length + 400)
  return !looked.includes(secret) && Disguise.tells(looked, secret)
}

const without = (words: string, secret: string): string => {
  if (secret === "") return words
  const encoded = encodeURIComponent(secret)
  return words.replace(runs, (run) =>
    tells(run, secret) || (encoded !== secret && tells(run, encoded)) ? mask : run
  )
}

/** A vendor's id of a request: a long mixed token, and not for that a secret. */
export const id = (words: string, secret = ""): string =>
  inDisguise(words, 200, secret)
    ? mask
    : without(cut(words.slice(0, 600).replace(plainShapes, mask), 200), secret)

/** A failure with the key removed from its texts. */
export const failure = (from: Failure, secret: string): Failure => {
  const changes: { [field in (typeof told)[number]]?: string } = {}
  for (const field of told) {
    const words = from[field]
    if (words === undefined) continue
    const safe = field === "request_id" ? id(words, secret) : key(words, secret)
    if (safe !== words) changes[field] = safe
  }
  return amend(from, changes)
}

const told = ["message", "provider_message", "code", "param", "request_id"] as const
