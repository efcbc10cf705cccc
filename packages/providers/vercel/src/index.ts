import * as Vercel from "./Vercel.ts"

export * as Vercel from "./Vercel.ts"

/** Vercel's account. Without a key it is that of the environment, `VERCEL_API_KEY`. */
export const vercel = Vercel.layer
