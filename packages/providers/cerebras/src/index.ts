import * as Cerebras from "./Cerebras.ts"

export * as Cerebras from "./Cerebras.ts"

/** Cerebras' account. Without a key it is that of the environment, `CEREBRAS_API_KEY`. */
export const cerebras = Cerebras.layer
