import * as Alibaba from "./Alibaba.ts"

export * as Alibaba from "./Alibaba.ts"

/** Alibaba's account. Without a key it is that of the environment, `ALIBABA_API_KEY`. */
export const alibaba = Alibaba.layer
