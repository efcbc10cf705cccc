import type { Receipt } from "@turnout/router/Receipt"

/** What spending is told by. `credential`: the key that answered, by its name and never itself. */
export type By =
  | "model"
  | "provider"
  | "endpoint"
  | "workspace"
  | "api_key"
  | "user_id"
  | "tag"
  | "credential"
  | "day"
  | "month"
  | "strategy"
  | "outcome"
  | "error"

type Single = Exclude<By, "tag">

const answering = ({ attempts }: Receipt) =>
  attempts.find(({ outcome }) => outcome === "answered") ??
  attempts.findLast(({ outcome }) => outcome !== "skipped")

const day = ({ started_at }: Receipt): string => new Date(started_at).toISOString().slice(0, 10)

/** Of a call that failed: the endpoint that was tried last. */
const valueOf: { readonly [by in Single]: (receipt: Receipt) => string | null | undefined } = {
  model: (receipt) => receipt.routing?.model_canonical ?? answering(receipt)?.model,
  provider: (receipt) => answering(receipt)?.provider,
  endpoint: (receipt) => answering(receipt)?.endpoint,
  workspace: ({ principal }) => principal.workspace_id,
  api_key: ({ principal }) => principal.api_key_id,
  user_id: ({ metadata, principal }) => principal.user_id ?? metadata.user_id,
  credential: (receipt) => answering(receipt)?.credential,
  day,
  month: (receipt) => day(receipt).slice(0, 7),
  strategy: ({ routing }) => routing?.routing_strategy,
  outcome: ({ outcome }) => outcome,
  error: ({ error }) => error?.code
}

export const bys: ReadonlyArray<By> = [...(Object.keys(valueOf) as Array<Single>), "tag"]

/** The rows that a call counts in: one, or one for each of its tags. */
export const keysOf = (
  receipt: Receipt,
  by: ReadonlyArray<By>
): ReadonlyArray<ReadonlyArray<string | null>> => {
  if (by.length === 0) return []
  const { tags = [] } = receipt.metadata
  const each = by.includes("tag") && tags.length > 0 ? [...new Set(tags)] : [null]
  return each.map((tag) => by.map((name) => (name === "tag" ? tag : (valueOf[name](receipt) ?? null))))
}
