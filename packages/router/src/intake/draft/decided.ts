import type { RequestFacts } from "@turnout/core/Candidate"
import type { Decision } from "@turnout/core/Decision"
import type { Routing } from "@turnout/core/Gateway"
import type { Normalized } from "@turnout/core/Normalize"
import { normalizeName } from "@turnout/core/ProviderName"
import type { Request } from "@turnout/core/Request"
import * as Warning from "@turnout/core/Warning"
import type * as Constraint from "../../Constraint.ts"
import type * as Credentials from "../../Credentials.ts"
import * as Decide from "../../decide/Decide.ts"
import type { Items } from "./items.ts"
import type { Rankings } from "./rankings.ts"
import type * as Resolve from "../../resolve/Resolve.ts"
import type { Step } from "../../attempt/Step.ts"
import { unheardBy } from "./unheard.ts"

/** A request that can be decided: its names resolve and its parameters are consistent. */
export interface Valid {
  readonly context: Constraint.Context
  readonly facts: RequestFacts
  readonly items: Items
  readonly rankings: Rankings
}

/** Number of alternatives: items times regions. */
export const alternatives = ({ context: { region }, items }: Valid): number =>
  items.items.length * (region?.length ?? 1)

/** A decided request: the order of its steps. Nothing is fitted or sent. */
export interface Draft {
  readonly normalized: Normalized
  readonly routing: Routing
  readonly facts: RequestFacts
  readonly strategy: string
  /** Number of alternatives that the caller wrote. */
  readonly alternatives: number
  /** The step at a position of the order. */
  readonly step: (position: number) => Step | undefined
  readonly size: number
  readonly decision: () => Decision
  readonly warnings: ReadonlyArray<Warning.Warning>
}

export class OfDecision implements Draft {
  readonly normalized: Normalized
  readonly warnings: ReadonlyArray<Warning.Warning>
  private readonly index: Resolve.Index
  private readonly keys: Credentials.Keys
  private readonly valid: Valid
  private readonly decided: Decide.Decided
  private record: Decision | undefined = undefined

  constructor(
    normalized: Normalized,
    index: Resolve.Index,
    keys: Credentials.Keys,
    valid: Valid,
    decided: Decide.Decided
  ) {
    this.normalized = normalized
    this.warnings = warningsOf(index, normalized)
    this.index = index
    this.keys = keys
    this.valid = valid
    this.decided = decided
  }

  get routing(): Routing {
    return this.valid.context.routing
  }

  get facts(): RequestFacts {
    return this.valid.facts
  }

  get strategy(): string {
    return this.valid.rankings.whole.name
  }

  get alternatives(): number {
    return alternatives(this.valid)
  }

  get size(): number {
    return this.decided.size
  }

  decision(): Decision {
    return (this.record ??= Decide.decision(this.decided))
  }

  step(position: number): Step | undefined {
    const { decided, index, keys, valid } = this
    const { context, items, rankings } = valid
    const { region, routing } = context
    const candidate = Decide.at(decided, position)
    const provider = candidate && index.providers.get(candidate.endpoint.provider)
    if (candidate === undefined || provider === undefined) return undefined
    const listedBy = Decide.itemsAt(decided, position)
    const credentials = keys(provider)
    const strategy = rankings.each?.[listedBy[0]!]?.name ?? rankings.whole.name
    const unheard = unheardBy(candidate.endpoint, region, items.items[listedBy[0]!]?.version)
    const backup = Decide.backupAt(decided, position)
    if (routing.tier === undefined && !items.chain && unheard === undefined && backup === undefined) {
      return { candidate, provider, credentials, strategy }
    }
    return {
      candidate,
      provider,
      credentials,
      strategy,
      ...(routing.tier === undefined || routing.tier === candidate.endpoint.tier
        ? {}
        : { tier: routing.tier }),
      ...(items.chain ? { items: listedBy } : {}),
      ...(unheard === undefined ? {} : { unheard }),
      ...(backup === undefined ? {} : { backup })
    }
  }
}

/** With those for extensions of providers that are not registered. */
const warningsOf = (
  index: Resolve.Index,
  { request, warnings }: Normalized
): ReadonlyArray<Warning.Warning> =>
  request.extensions === undefined ? warnings : [...warnings, ...strayExtensions(index, request.extensions)]

const strayExtensions = (
  index: Resolve.Index,
  extensions: NonNullable<Request["extensions"]>
): ReadonlyArray<Warning.Warning> => {
  const known = new Set(index.names.keys())
  for (const provider of index.providers.values()) {
    if (provider.vendor !== undefined) known.add(normalizeName(provider.vendor))
  }
  const warnings = Warning.gathering()
  for (const name of Object.keys(extensions)) {
    if (known.has(normalizeName(name))) continue
    warnings.add("unsupported_field", () => {
      const param = `extensions.${name.slice(0, 100)}`
      const message = `unsupported_field: ${param}: no such provider is registered`
      return { type: "unsupported_field", code: param, message, param }
    })
  }
  return warnings.all()
}
