import * as Azure from "./Azure.ts"

export * as Azure from "./Azure.ts"
export * as Entra from "./Entra.ts"

/** Azure's account. Without a key it is that of the environment, `AZURE_API_KEY`. */
export const azure = Azure.layer
