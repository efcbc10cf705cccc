import * as Redis from "./Redis.ts"

export * as Redis from "./Redis.ts"

/** A store on a server that many processes share: `createRouter({ state: redis({ url }) })`. */
export const redis = Redis.layer
