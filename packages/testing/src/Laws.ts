import * as Capabilities from "@turnout/core/Capabilities"
import type { Endpoint } from "@turnout/core/Endpoint"
import * as Fit from "@turnout/core/Fit"
import type { JsonObject } from "@turnout/core/Json"
import type { Ledger } from "@turnout/core/Ledger"
import type { Provider } from "@turnout/core/Provider"
import type { Request } from "@turnout/core/Request"
import * as fc from "fast-check"
import { apply } from "./laws/apply.ts"
import { differ, isJson, leaves } from "./laws/compare.ts"
import { changes, type Mutation, removals, type Source } from "./laws/mutate.ts"
import { dotted, names } from "./laws/paths.ts"
import { type Said, untraced } from "./laws/trace.ts"
import * as Requests from "./Requests.ts"

export { apply } from "./laws/apply.ts"

/** One request for one endpoint of the provider under the laws. */
export interface Case {
  /** As normalize leaves it, `extensions` included. */
  readonly request: Request
  readonly endpoint: Endpoint
}

/** Throws where a provider breaks it in this case, and says how. */
export type Law = (provider: Provider, made: Case) => void

export interface Options {
  /** 1,000 by default. */
  readonly runs?: number
  readonly seed?: number
  /** Ids on the wire to ask for, beside the endpoints that the provider lists without a catalog. */
  readonly models?: ReadonlyArray<string>
  /** `format` of the reasoning that the provider takes back, where it has one. */
  readonly formats?: ReadonlyArray<string>
}

/**
 * Law A: applying fit's ledger to the normalised request gives the fitted request. It is core's own promise; an
 * adapter can break it by capabilities that fit cannot follow.
 */
export const ledger: Law = (provider, { request, endpoint }) => {
  const fitted = Fit.fit(request, endpoint, provider)
  const applied = apply(request, fitted.ledger)
  if (differ(applied, fitted.request)) {
    const at = differing(applied, fitted.request)
    fail("A", `the ledger does not account for '${at}' of the fitted request`, fitted.ledger)
  }
}

/**
 * Laws B and C: changing any leaf of the fitted request changes the native body, or an entry names it; and every
 * leaf of the body comes from the fitted request, a fact of the endpoint or an entry. With them, that the same
 * request is said the same way twice, in JSON, and is left as it was.
 */
export const body: Law = (provider, { request, endpoint }) => {
  const fitted = Fit.fit(request, endpoint, provider)
  const source: Source = {
    request: fitted.request as unknown as Source["request"],
    ...(fitted.extension === undefined ? {} : { extension: fitted.extension })
  }
  const before = JSON.stringify(source)
  const say = ({ request, extension }: Source): Said => {
    const prepared = provider.prepare(
      {
        request: request as unknown as Request,
        ledger: fitted.ledger,
        ...(extension === undefined ? {} : { extension: extension as JsonObject })
      },
      endpoint
    )
    return { body: prepared.body, ledger: prepared.ledger }
  }
  const said = say(source)
  if (JSON.stringify(source) !== before) fail("B", "the request is changed in place", [])
  if (!isJson(said.body)) fail("C", "the body is not JSON", [])
  if (JSON.stringify(say(source)) !== JSON.stringify(said))
    fail("B", "the same request is said in two ways", [])
  const changed: Array<Mutation & { readonly said: Said }> = []
  for (const mutation of changes(source)) {
    const other = say(mutation.source)
    changed.push({ ...mutation, said: other })
    if (differ(other.body, said.body)) continue
    const told = [...fitted.ledger, ...said.ledger, ...other.ledger].some((entry) =>
      names(entry, mutation.path)
    )
    if (!told) fail("B", `'${dotted(mutation.path)}' is lost in silence`, said.ledger)
  }
  function* left() {
    for (const mutation of removals(source)) yield { ...mutation, said: say(mutation.source) }
  }
  const whole = [...fitted.ledger, ...said.ledger]
  const [lost] = untraced(source, { ...said, ledger: whole }, endpoint, () => changed, left)
  if (lost !== undefined) fail("C", `'${dotted(lost)}' of the body comes from nowhere`, said.ledger)
}

/** Requests for the endpoints of a provider, whose capabilities vary as a catalog's or a host's would. */
export const cases = (provider: Provider, options: Options = {}): fc.Arbitrary<Case> => {
  const { models = provider.open ? ["some-model"] : [], formats = [] } = options
  const chats = provider.endpoints([]).filter(({ facts }) => facts.embeddings === undefined)
  const endpoints = [...chats, ...models.map(provider.passthrough)]
  if (endpoints.length === 0) throw new Error(`'${provider.id}' has no endpoint: name its models.`)
  const origins = endpoints.flatMap(({ model }) =>
    formats.map((format) => ({ format, provider: provider.catalog ?? provider.id, model }))
  )
  return fc
    .tuple(
      Requests.asked(origins),
      fc.constantFrom(...endpoints),
      fc.option(Requests.override, { nil: undefined, freq: 2 }),
      fc.boolean()
    )
    .map(([{ request, extension }, endpoint, override, listed]) => ({
      request: extension === undefined ? request : { ...request, extensions: { [provider.id]: extension } },
      endpoint: {
        ...endpoint,
        facts: {
          ...endpoint.facts,
          listed,
          capabilities: Capabilities.merge(endpoint.facts.capabilities, override)
        }
      }
    }))
}

/** The laws of the ledger on generated requests, for any test runner and any adapter. */
export const check = (provider: Provider, options: Options = {}): void => {
  const run = fc.check(
    fc.property(cases(provider, options), (made) => {
      ledger(provider, made)
      body(provider, made)
    }),
    { numRuns: options.runs ?? 1_000, ...(options.seed === undefined ? {} : { seed: options.seed }) }
  )
  if (!run.failed) return
  const how = run.errorInstance instanceof Error ? run.errorInstance.message : String(run.errorInstance)
  const [made] = run.counterexample ?? []
  const where = `${made?.endpoint.id} ${JSON.stringify(made?.request)}`
  throw new Error(`${how} Seed ${run.seed}, on: ${where}`, { cause: run.errorInstance })
}

const differing = (left: unknown, right: unknown): string => {
  const find = (one: unknown, other: unknown) =>
    leaves(one).find(({ path, value }) =>
      differ(
        path.reduce<unknown>((at, key) => (at as never)?.[key], other),
        value
      )
    )
  const leaf = find(left, right) ?? find(right, left)
  return leaf === undefined ? "something" : dotted(leaf.path)
}

const fail = (law: string, how: string, ledger: Ledger): never => {
  throw new Error(`Law ${law} is broken: ${how}. The ledger: ${JSON.stringify(ledger)}.`)
}
