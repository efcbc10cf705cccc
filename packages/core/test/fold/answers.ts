import type { Event } from "@turnout/core/Event"
import type { Envelope } from "@turnout/core/Fold"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import * as Usage from "@turnout/core/Usage"
import * as fc from "fast-check"

export const envelope: Envelope = {
  requestId: "request-1",
  createdMs: 1_700_000_000_900,
  model: "sent-model",
  historyCallIds: new Set(["call_old"]),
  origin: { provider: "somewhere", model: "canonical" }
}

export const metadata: RoutingMetadata = {
  provider: "somewhere",
  provider_model_id: "sent-model",
  model_canonical: "canonical",
  routing_strategy: "balanced",
  cost: { usd: 0.000123 },
  warnings: []
}

/** Names that break careless dictionaries, among ordinary ones. */
const name = fc.constantFrom("lookup", "__proto__", "constructor", "toString", "hasOwnProperty", "a b", "")
const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom("", "é", "\u{1F600}", "\ud83d", "__proto__")
)
const callId = fc.constantFrom("", "call_old", "call_a", "call_b", "__proto__")

type Choiceless = { readonly [key: string]: unknown; readonly type: string }

const segment: fc.Arbitrary<ReadonlyArray<Choiceless>> = fc.oneof(
  fc.array(text, { maxLength: 4 }).map((texts) => texts.map((text) => ({ type: "text", text }))),
  text.map((text) => [{ type: "refusal", text }]),
  fc
    .record({ block: fc.nat(2), texts: fc.array(text, { maxLength: 3 }), summary: fc.boolean() })
    .map(({ block, texts, summary }) =>
      texts.map((text) => ({ type: "reasoning", block, text, ...(summary ? { kind: "summary" } : {}) }))
    ),
  fc
    .record({ block: fc.nat(2), signature: fc.option(text), data: fc.option(text) })
    .map(({ block, signature, data }) => [
      {
        type: "reasoning_opaque",
        block,
        format: "some-format-v1",
        ...(signature === null ? {} : { signature }),
        ...(data === null ? {} : { data, id: "rs_1" })
      }
    ]),
  fc
    .record({
      call: fc.nat(3),
      id: callId,
      name,
      custom: fc.boolean(),
      fragments: fc.array(text, { maxLength: 3 })
    })
    .map(({ call, id, name, custom, fragments }) => [
      { type: "tool_start", call, id, name, ...(custom ? { kind: "custom" } : { signature: "sealed" }) },
      ...fragments.map((text) => ({ type: "tool_arguments", call, text }))
    ]),
  fc
    .record({ token: text, refusal: fc.boolean() })
    .map(({ token, refusal }) => [
      { type: "logprobs", [refusal ? "refusal" : "content"]: [{ token, logprob: -1 }] }
    ]),
  text.map((title) => [{ type: "annotation", annotation: { type: "url_citation", url_citation: { title } } }])
)

const choice = (index: number) =>
  fc
    .record({
      segments: fc.array(segment, { maxLength: 6 }),
      reason: fc.constantFrom("stop", "length", "tool_calls", "content_filter"),
      native: fc.option(fc.constantFrom("end_turn", "STOP"))
    })
    .map(({ segments, reason, native }) => [
      ...segments.flat().map((event) => ({ ...event, choice: index })),
      { type: "finish", choice: index, reason, ...(native === null ? {} : { native }) }
    ])

/** Interleaves lists, each keeping its order. */
const interleave = (lists: ReadonlyArray<ReadonlyArray<unknown>>, picks: ReadonlyArray<number>) => {
  const rest = lists.map((list) => list.slice())
  const all: Array<unknown> = []
  for (let at = 0; rest.some((list) => list.length > 0); at++) {
    const live = rest.filter((list) => list.length > 0)
    all.push(live[picks[at % picks.length]! % live.length]!.shift())
  }
  return all
}

/** A whole answer of one to three choices, interleaved, as any protocol may tell it. */
export const answer: fc.Arbitrary<ReadonlyArray<Event>> = fc
  .record({
    start: fc.record(
      {
        id: fc.constantFrom("", "resp_1"),
        model: fc.constantFrom("", "reported-model"),
        created: fc.constantFrom(0, 1_600_000_000, Number.NaN),
        system_fingerprint: fc.constantFrom("", "fp_1"),
        service_tier: fc.constantFrom("", "default")
      },
      { requiredKeys: [] }
    ),
    choices: fc
      .integer({ min: 1, max: 3 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => choice(index)))),
    picks: fc.array(fc.nat(5), { minLength: 1, maxLength: 9 }),
    usage: fc.option(fc.record({ input: fc.nat(9999), cache_read: fc.nat(999), output: fc.nat(999) }))
  })
  .map(
    ({ start, choices, picks, usage }) =>
      [
        { type: "start", ...start },
        ...interleave(choices, picks),
        ...(usage === null ? [] : [{ type: "usage", usage: Usage.make(usage) }]),
        { type: "end" }
      ] as ReadonlyArray<Event>
  )

/** The same events as reads of the given sizes, some of them empty. */
export const inReads = (
  events: ReadonlyArray<Event>,
  sizes: ReadonlyArray<number>
): ReadonlyArray<ReadonlyArray<Event>> => {
  const reads: Array<ReadonlyArray<Event>> = []
  let at = 0
  for (let turn = 0; at < events.length; turn++) {
    const size = turn > events.length ? events.length : (sizes[turn % sizes.length] ?? 1)
    reads.push(events.slice(at, at + size))
    at += size
  }
  return reads
}
