import * as Address from "@turnout/wire/Address"

interface Place {
  readonly resource?: string | undefined
  readonly baseUrl?: string | undefined
  readonly apiVersion?: string | undefined
}

/** Of a host that was given whole, as portals show it, the origin; of a resource alone its usual one. */
const originOf = ({ baseUrl, resource = "" }: Place): string => {
  const given = baseUrl === undefined ? undefined : Address.baseOf(baseUrl)
  const origin = typeof given === "object" ? URL.parse(given.url)?.origin : undefined
  return origin ?? `https://${resource}.openai.azure.com`
}

/** The v1 API, or that of deployments and dated versions. */
export const baseUrlOf = (place: Place): string =>
  place.apiVersion === undefined
    ? `${originOf(place)}/openai/v1`
    : `${originOf(place)}/openai?api-version=${place.apiVersion}`
