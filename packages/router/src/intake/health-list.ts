import type { Endpoint } from "@turnout/core/Endpoint"
import type { Credential } from "@turnout/core/Provider"
import type { SignalsSnapshot } from "@turnout/core/Signals"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Health from "../Health.ts"
import type {
  CooldownReason,
  CooldownStatus,
  CoolingKey,
  EndpointHealth,
  HealthList,
  HealthStatus
} from "../HealthList.ts"
import * as Cooldown from "../memory/Cooldown.ts"
import { nameOf } from "../memory/health/key.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"
import type { Index } from "../resolve/Resolve.ts"
import type { Signals } from "../Signals.ts"

export interface Measuring {
  readonly health: Health.State
  readonly signals: Signals["Service"]
}

/** Every listed endpoint with its health. Reading changes nothing. */
export const of = (index: Index, { health, signals }: Measuring): Effect.Effect<HealthList> =>
  Effect.clockWith((clock: Clock.Clock) =>
    Effect.sync((): HealthList => {
      const now = SteadyClock.now(clock)
      const at = SteadyClock.date(clock, now, now)
      const keys = (provider: string) => index.providers.get(provider)?.credentials ?? []
      const snapshot = health.over(signals.snapshot(now), keys, now)
      const list = new Listing(health, snapshot, now, at)
      return {
        object: "list",
        at,
        network_suspect: health.isNetworkSuspect(now),
        data: index
          .all()
          .map((endpoint) => list.endpoint(endpoint, keys(endpoint.provider), signals.lastOf?.(endpoint.id)))
      }
    })
  )

class Listing {
  private readonly states: Health.State["cooldowns"]["states"]
  private readonly snapshot: SignalsSnapshot
  private readonly now: number
  /** What is added to a reading for its date. */
  private readonly shift: number

  constructor(health: Health.State, snapshot: SignalsSnapshot, now: number, at: number) {
    this.states = health.cooldowns.states
    this.snapshot = snapshot
    this.now = now
    this.shift = at - now
  }

  endpoint(
    { id, model, provider }: Endpoint,
    credentials: ReadonlyArray<Credential>,
    last: number | undefined
  ): EndpointHealth {
    const { cooling_until, demoted, ...signals } = this.snapshot.endpoint(id)
    const { now, shift } = this
    const state = this.states.get(id) ?? Cooldown.zero
    const cooling_keys = credentials.flatMap((credential) => {
      const name = nameOf(provider, credential)
      return [
        ...this.key(name, credential.id, "provider", "account"),
        ...this.key(`${name} ${id}`, credential.id, "endpoint", "account")
      ]
    })
    const cooldown =
      cooling_until <= now
        ? undefined
        : { because: this.reason(state, cooling_until, cooling_keys), until: cooling_until + shift }
    return {
      object: "endpoint_health",
      id,
      provider,
      model,
      status: this.status(state, cooldown !== undefined, demoted !== undefined, last, signals.outcomes),
      ...(cooldown === undefined ? {} : { cooldown }),
      ...(demoted === undefined ? {} : { demoted: { ...demoted, until: demoted.until + shift } }),
      cooling_keys,
      failures: state.failures,
      ...(signals.outcomes === 0 ? {} : { error_share: 1 - signals.successes / signals.outcomes }),
      ...(last === undefined ? {} : { last_outcome_at: last + shift }),
      signals
    }
  }

  private key(
    name: string,
    credential: string,
    at: CoolingKey["at"],
    because: CooldownReason
  ): ReadonlyArray<CoolingKey> {
    const cooldown = this.cooldown(this.states.get(name), because)
    return cooldown === undefined ? [] : [{ credential, at, ...cooldown }]
  }

  /** `otherwise`: why it waits, if it is neither for failures nor for a rate limit. */
  private cooldown(
    state: Cooldown.Cooldown | undefined,
    otherwise: CooldownReason
  ): CooldownStatus | undefined {
    if (state === undefined) return undefined
    const until = Cooldown.until(state, this.now)
    if (until === 0) return undefined
    const because =
      state.rate_limited_until >= until ? "rate_limit" : state.failing_until >= until ? "failures" : otherwise
    return { because, until: until + this.shift }
  }

  /** An endpoint cools down by itself, or since every one of its keys does. */
  private reason(state: Cooldown.Cooldown, until: number, keys: ReadonlyArray<CoolingKey>): CooldownReason {
    const own = this.cooldown(state, "asked")
    if (own !== undefined && own.until >= until + this.shift) return own.because
    return keys.find((key) => key.until === until + this.shift)?.because ?? "announced"
  }

  private status(
    state: Cooldown.Cooldown,
    isCooling: boolean,
    isDemoted: boolean,
    last: number | undefined,
    outcomes: number
  ): HealthStatus {
    if (isCooling) return "cooling_down"
    if (Cooldown.isReopening(state, this.now)) return "reopening"
    if (isDemoted) return "ranked_last"
    return last === undefined && outcomes === 0 ? "unmeasured" : "healthy"
  }
}
