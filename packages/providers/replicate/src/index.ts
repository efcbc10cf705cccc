import * as Replicate from "./Replicate.ts"

export * as Replicate from "./Replicate.ts"

/** Replicate's account. Without a key it is that of the environment, `REPLICATE_API_TOKEN`. */
export const replicate = Replicate.layer
