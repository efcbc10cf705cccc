import type { Endpoint } from "@turnout/core/Endpoint"

/** The tier that is served and paid where a request asks for one: the endpoint's own, or one that can be asked for. */
export const tierAt = ({ facts, tier }: Endpoint, wanted: string | undefined): string =>
  wanted !== undefined && tier === "standard" && facts.tiers?.includes(wanted) === true ? wanted : tier
