export { createTurnout } from "./CreateTurnout.ts"
export type { Options, TurnoutProvider } from "./CreateTurnout.ts"
export type { CallOptions, ChatRouter } from "./ChatRouter.ts"
export type { LanguageModel } from "./LanguageModel.ts"
