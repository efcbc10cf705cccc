import * as Cloudflare from "./Cloudflare.ts"

export * as Cloudflare from "./Cloudflare.ts"

/** Cloudflare's account. Without a key it is that of the environment, `CLOUDFLARE_API_KEY`. */
export const cloudflare = Cloudflare.layer
