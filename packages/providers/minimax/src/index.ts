import * as MiniMax from "./MiniMax.ts"

export * as MiniMax from "./MiniMax.ts"

/** MiniMax's account. Without a key it is that of the environment, `MINIMAX_API_KEY`. */
export const minimax = MiniMax.layer
