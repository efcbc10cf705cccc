import { misconfigured } from "./Options.ts"
import type { RouterError } from "./RouterError.ts"

/** The oldest Node that is supported: what Effect 4 asks for. */
export const oldestNode: readonly [major: number, minor: number] = [22, 19]

/** `process.versions`, as far as it is looked at. */
export interface Versions {
  readonly node?: string | undefined
  readonly bun?: string | undefined
  readonly deno?: string | undefined
}

/**
 * Why this runtime is refused; undefined where it is not. Others that are compatible with Node name a version of
 * their own choice beside their name, and a browser none.
 */
export const unsupported = (versions: Versions | undefined): RouterError | undefined => {
  if (versions?.node === undefined || versions.bun !== undefined || versions.deno !== undefined)
    return undefined
  const [major = 0, minor = 0] = versions.node.split(".").map(Number)
  const [least, from] = oldestNode
  if (major > least || (major === least && minor >= from)) return undefined
  const message = `Turnout needs Node ${least}.${from} or newer, and this is Node ${versions.node}.`
  return misconfigured([{ param: "node", code: "internal_error", message }])
}
