import * as Fireworks from "./Fireworks.ts"

export * as Fireworks from "./Fireworks.ts"

/** Fireworks' account. Without a key it is that of the environment, `FIREWORKS_API_KEY`. */
export const fireworks = Fireworks.layer
