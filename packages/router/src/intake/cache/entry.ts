import type { Event } from "@turnout/core/Event"
import * as Fold from "@turnout/core/Fold"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { Warning } from "@turnout/core/Warning"

/** One answer: our own events by the reads in which they came, and what a fold needs beside them. */
export interface Entry {
  readonly version: 1
  readonly key: string
  /** Of an idempotency key: the request that it stands for. */
  readonly print?: string
  /** The call that asked the vendor. */
  readonly id: string
  readonly endpoint: string
  readonly envelope: Pick<Fold.Envelope, "head" | "model" | "origin" | "sent">
  /** Of the endpoint: those of the answer stand in its metadata. */
  readonly warnings: ReadonlyArray<Warning>
  readonly metadata: RoutingMetadata
  readonly reads: ReadonlyArray<ReadonlyArray<Event>>
}

const encoder = new TextEncoder()
const decoder = new TextDecoder("utf-8", { fatal: true })

export const encode = (entry: Entry): Uint8Array => encoder.encode(JSON.stringify(entry))

type Bag = { readonly [field: string]: unknown }

const isBag = (value: unknown): value is Bag =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isList = (value: unknown, is: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(is)

const ofAnswer: ReadonlySet<unknown> = new Set<Event["type"]>([
  "start",
  "usage",
  "item",
  "native",
  "embeddings",
  "end"
])

const ofChoice: ReadonlySet<unknown> = new Set<Event["type"]>([
  "text",
  "refusal",
  "reasoning",
  "reasoning_opaque",
  "tool_start",
  "tool_arguments",
  "logprobs",
  "annotation",
  "provider_fields",
  "finish"
])

const isIndex = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0

const isEvent = (value: unknown): boolean =>
  isBag(value) &&
  (ofAnswer.has(value["type"]) || (ofChoice.has(value["type"]) && isIndex(value["choice"]))) &&
  (value["text"] === undefined || typeof value["text"] === "string") &&
  (value["usage"] === undefined || isBag(value["usage"]))

const isText = (value: unknown): boolean => typeof value === "string"

const isEntry = (value: unknown, key: string): value is Entry => {
  if (!isBag(value) || value["version"] !== 1 || value["key"] !== key) return false
  const { endpoint, envelope, id, metadata, reads, warnings } = value
  if (!isText(id) || !isText(endpoint) || !isBag(envelope) || !isBag(metadata)) return false
  if (!isText(envelope["model"]) || !isBag(envelope["origin"]) || !isBag(envelope["head"])) return false
  const named = [metadata["provider"], metadata["model_canonical"], metadata["provider_model_id"]]
  return (
    named.every(isText) &&
    isList(metadata["warnings"], isBag) &&
    isList(warnings, isBag) &&
    isList(reads, (read) => isList(read, isEvent)) &&
    (reads as Entry["reads"]).some((read) => read.some(({ type }) => type === "end"))
  )
}

/** Whether it comes to a whole answer, whatever its fields look like; throws if it comes to none. */
const isWhole = ({ envelope, id, reads }: Entry): boolean => {
  const historyCallIds = new Set<string>()
  const fold = Fold.make({ ...envelope, requestId: id, createdMs: 0, historyCallIds, stripToolCalls: false })
  for (const read of reads) fold.chunks(read)
  fold.usage()
  return fold.finished()
}

/** Undefined: it cannot be read, is no answer, or stands for another key. */
export const decode = (bytes: Uint8Array, key: string): Entry | undefined => {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes))
    return isEntry(value, key) && isWhole(value) ? value : undefined
  } catch {
    return undefined
  }
}
