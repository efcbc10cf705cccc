/** How much carbon a provider's power stands for, grams per kilowatt-hour, as the host's own meter last said. */
export const carbonOf =
  (meter: ReadonlyMap<string, number>) =>
  (endpoint: string): number | undefined =>
    meter.get(endpoint.slice(0, endpoint.indexOf("/")))
