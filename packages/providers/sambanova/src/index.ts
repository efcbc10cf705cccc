import * as SambaNova from "./SambaNova.ts"

export * as SambaNova from "./SambaNova.ts"

/** SambaNova's account. Without a key it is that of the environment, `SAMBANOVA_API_KEY`. */
export const sambanova = SambaNova.layer
