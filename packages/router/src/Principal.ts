/** On whose behalf a call is made, in the host's own words. What is absent or null is not known. */
export interface Principal {
  readonly user_id?: string | null | undefined
  readonly workspace_id?: string | null | undefined
  readonly api_key_id?: string | null | undefined
  readonly tier?: string | null | undefined
  /** Requests per minute of this one; in place of what holds for everybody. */
  readonly rate_limit_rpm?: number | null | undefined
}

/** What a host says beside a request: it does not come from the caller. */
export interface CallOptions {
  readonly principal?: Principal | null | undefined
  /** False: who reads the stream knows no `routing_event`, unless the request says so. */
  readonly routing_events?: boolean | undefined
}

/** Calls without a principal are those of one nobody: what limits everybody limits them, together. */
export const nobody: Principal = {}

export const of = (options: CallOptions | undefined): Principal => options?.principal ?? nobody

/** Who is limited: the key, else the person, else the workspace. The same text only for the same one. */
export const subject = ({ api_key_id, user_id, workspace_id }: Principal): string => {
  if (isGiven(api_key_id)) return `api_key:${api_key_id}`
  if (isGiven(user_id)) return `user:${user_id}`
  return isGiven(workspace_id) ? `workspace:${workspace_id}` : ""
}

const isGiven = (id: string | null | undefined): id is string => id !== null && id !== undefined
