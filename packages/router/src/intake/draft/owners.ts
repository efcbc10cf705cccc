import type * as Constraint from "../../Constraint.ts"
import type * as Credentials from "../../Credentials.ts"
import type * as Resolve from "../../resolve/Resolve.ts"

/** The owners of keys at each provider for this call. */
export const ownersOf =
  ({ providers }: Resolve.Index, keys: Credentials.Keys) =>
  (id: string): Constraint.Keys => {
    const provider = providers.get(id)
    const credentials = provider === undefined ? [] : keys(provider)
    return {
      platform: credentials.some(({ owner }) => owner === "platform"),
      byok: credentials.some(({ owner }) => owner === "byok")
    }
  }
