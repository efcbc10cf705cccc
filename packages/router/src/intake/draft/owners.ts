import type { Credential } from "@turnout/core/Provider"
import type * as Constraint from "../../Constraint.ts"
import type * as Credentials from "../../Credentials.ts"
import type * as Resolve from "../../resolve/Resolve.ts"

/** The owners of keys at each provider for this call. */
export const ownersOf =
  ({ providers }: Resolve.Index, keys: Credentials.Keys) =>
  (id: string): Constraint.Keys => {
    const provider = providers.get(id)
    return provider === undefined ? owners(none) : owners(keys(provider))
  }

const none: ReadonlyArray<Credential> = []

const owners = (credentials: ReadonlyArray<Credential>): Constraint.Keys => {
  let platform = false
  let byok = false
  for (let index = 0; index < credentials.length; index++) {
    if (credentials[index]!.owner === "platform") platform = true
    else if (credentials[index]!.owner === "byok") byok = true
  }
  return platform ? (byok ? both : ofPlatform) : byok ? ofCaller : nobody
}

const both: Constraint.Keys = { platform: true, byok: true }
const ofPlatform: Constraint.Keys = { platform: true, byok: false }
const ofCaller: Constraint.Keys = { platform: false, byok: true }
const nobody: Constraint.Keys = { platform: false, byok: false }
