import type { Capabilities } from "@turnout/core/Capabilities"
import type { Wild } from "./requests.ts"

/** What must follow from a mutation: the caller is told exactly this, or nothing has changed. */
export type Expectation =
  /** Refused, this violation among those told. */
  | { readonly refused: string; readonly param: string }
  /** What was understood is what was understood before. */
  | "same"
  /** As before, and this warning more. */
  | { readonly warned: string; readonly code: string }
  /** As before, and this entry more in the ledger of normalize. */
  | { readonly entry: string }
  /** Sent as it is to an endpoint of which nobody knows whether it takes it, and this code told. */
  | { readonly unverified: string }
  /** What this endpoint gets is what it got before, and its ledger has this entry more. `silent`: without a warning. */
  | { readonly fitted: string; readonly at: Partial<Capabilities>; readonly silent?: boolean }

/** One change of a request; `before` is the request it is compared with, where that had to be prepared. */
export interface Mutated {
  readonly before?: Wild
  readonly after: unknown
  readonly expect: Expectation
}

/** `pick` chooses among the places where the mutation can be made. */
export type Mutation = (request: Wild, pick: number) => Mutated

export const refused = (after: unknown, code: string, param: string): Mutated => ({
  after,
  expect: { refused: code, param }
})

export const same = (before: Wild, after: unknown): Mutated => ({ before, after, expect: "same" })

export const warned = (before: Wild, after: unknown, type: string, code: string): Mutated => ({
  before,
  after,
  expect: { warned: type, code }
})

export const fitted = (
  before: Wild,
  after: unknown,
  entry: string,
  at: Partial<Capabilities>,
  silent = false
): Mutated => ({ before, after, expect: { fitted: entry, at, silent } })

/** The entry of a list that a number picks. */
export const pickOf = <A>(list: ReadonlyArray<A>, pick: number): A => list[pick % list.length]!

export const without = (request: Wild, ...keys: ReadonlyArray<string>): Wild => {
  const rest: { [key: string]: unknown } = { ...request }
  for (const key of keys) delete rest[key]
  return rest as unknown as Wild
}

/** The request with one of its messages changed. */
export const withMessage = (request: Wild, at: number, message: object): Wild => ({
  ...request,
  messages: request.messages.map((each, index) => (index === at ? { ...message } : each))
})
