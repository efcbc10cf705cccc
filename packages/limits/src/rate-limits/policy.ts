import * as Options from "@turnout/core/Options"
import type { Limit, Subject } from "@turnout/router/Limits"
import * as Principal from "@turnout/router/Principal"

export interface LimitsOptions {
  /**
   * Limits of each principal, by its API key, else its user, else its workspace; calls without any share one. A
   * principal's own `rate_limit_rpm` replaces `requests_per_minute`.
   */
  readonly principal?: Limit | ((principal: Principal.Principal) => Limit | undefined)
  /** By id of a registered provider, over all callers. */
  readonly providers?: { readonly [id: string]: Limit } | ((id: string) => Limit | undefined)
  /** Maximum number of rates kept, two per principal and provider. Default: 200,000. */
  readonly remembered?: number
}

const limit: Options.Check<Limit> = Options.object<Limit>({
  requests_per_minute: Options.number(0),
  tokens_per_minute: Options.number(0),
  concurrent: Options.number(0)
})

export const check: Options.Check<LimitsOptions> = Options.object<LimitsOptions>({
  principal: Options.either(Options.isFunction, Options.callable(), limit) as Options.Check<
    NonNullable<LimitsOptions["principal"]>
  >,
  providers: Options.either(Options.isFunction, Options.callable(), Options.record(limit)) as Options.Check<
    NonNullable<LimitsOptions["providers"]>
  >,
  remembered: Options.number(1, Infinity, "whole")
})

const none: Limit = {}

/** What a function of the host's gives. Throws where it is no limit: it would limit nothing. */
const given = <A>(ask: (subject: A) => Limit | undefined, subject: A, name: string): Limit =>
  Options.asked(name, ask, limit)(subject) ?? none

export const limitOf = (options: LimitsOptions, subject: Subject): Limit => {
  if (subject.type === "provider") {
    const { providers } = options
    if (typeof providers === "function") return given(providers, subject.provider, "limits.providers()")
    return providers !== undefined && Object.hasOwn(providers, subject.provider)
      ? providers[subject.provider]!
      : none
  }
  const { principal } = subject
  const limit =
    typeof options.principal === "function"
      ? given(options.principal, principal, "limits.principal()")
      : options.principal
  const own = principal.rate_limit_rpm
  return own === null || own === undefined ? (limit ?? none) : { ...limit, requests_per_minute: own }
}

/** Distinct subjects have distinct keys. */
export const keyOf = (subject: Subject): string =>
  subject.type === "provider"
    ? `provider:${subject.provider}`
    : `principal:${Principal.subject(subject.principal)}`
