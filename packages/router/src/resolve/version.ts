import { edition, type Endpoint } from "@turnout/core/Endpoint"

const dated = /[-@](\d{4})-?(\d{2})-?(\d{2})(?!\d)/

/** The day in an id, as `YYYYMMDD`; undefined where there is none. */
export const dateOf = (id: string): string | undefined => {
  const found = dated.exec(id)
  if (found === null) return undefined
  const [, year, month, day] = found
  const isDay = year! >= "2020" && month! >= "01" && month! <= "12" && day! >= "01" && day! <= "31"
  return isDay ? `${year}${month}${day}` : undefined
}

const groupOf = ({ facts, provider, tier }: Endpoint): string =>
  [provider, tier, facts.quantization ?? "", ...(facts.regions ?? [])].join(" ")

/**
 * Of a model's endpoints, those that its plain name stands for: a version is asked for by name where the provider
 * serves the model without a date, and else the newest version answers.
 */
export const current = (endpoints: ReadonlyArray<Endpoint>): ReadonlyArray<Endpoint> => {
  const newest = new Map<string, string>()
  const isDated = (endpoint: Endpoint) => dateOf(endpoint.provider_model_id) ?? ""
  if (!endpoints.some((endpoint) => isDated(endpoint) !== "")) return endpoints
  for (const endpoint of endpoints) {
    const group = groupOf(endpoint)
    const date = isDated(endpoint)
    const known = newest.get(group)
    if (known === undefined || date === "" || (known !== "" && date > known)) newest.set(group, date)
  }
  const left = endpoints.filter((endpoint) => newest.get(groupOf(endpoint)) === isDated(endpoint))
  return left.length === endpoints.length ? endpoints : left
}

/** The endpoint under its own id of that day, where it has one. */
export const versionOf = (endpoint: Endpoint, date: string): Endpoint | undefined => {
  if (dateOf(endpoint.provider_model_id) === date) return endpoint
  const id = endpoint.also?.find((other) => dateOf(other) === date)
  return id === undefined ? undefined : edition(endpoint, id)
}
