import * as Nebius from "./Nebius.ts"

export * as Nebius from "./Nebius.ts"

/** Nebius' account. Without a key it is that of the environment, `NEBIUS_API_KEY`. */
export const nebius = Nebius.layer
