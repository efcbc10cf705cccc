import * as DeepInfra from "./DeepInfra.ts"

export * as DeepInfra from "./DeepInfra.ts"

/** DeepInfra's account. Without a key it is that of the environment, `DEEPINFRA_API_KEY`. */
export const deepinfra = DeepInfra.layer
