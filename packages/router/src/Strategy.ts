export type { Ranked, Strategy, StrategyInput } from "./strategy/contract.ts"
export { andThen, by } from "./strategy/by.ts"
export { weighted } from "./strategy/weighted.ts"
