import type { Endpoint } from "@turnout/core/Endpoint"
import { hostOf, regionOf } from "./ids.ts"

/** What of an account its addresses are made of. */
export interface Place {
  readonly baseUrl?: string | undefined
  readonly region?: string | undefined
}

export const pathOf =
  (whole: string, streamed: string) =>
  ({ provider_model_id: id }: Endpoint, stream: boolean, { baseUrl, region }: Place): string => {
    const path = `/model/${encodeURIComponent(id)}/${stream ? streamed : whole}`
    // An ARN names the region of its model, unless all requests go to another host anyway.
    const own = regionOf(id)
    return own === undefined || own === region || baseUrl !== undefined ? path : hostOf(own) + path
  }
