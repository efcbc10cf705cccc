import * as Moonshot from "./Moonshot.ts"

export * as Moonshot from "./Moonshot.ts"

/** Moonshot's account. Without a key it is that of the environment, `MOONSHOT_API_KEY`. */
export const moonshot = Moonshot.layer
