export type { Ranked, Strategy, StrategyInput } from "./strategy/contract.ts"
export { andThen, by } from "./strategy/by.ts"
export { drawn, type Rated } from "./strategy/drawn.ts"
export { byScore, weighted } from "./strategy/weighted.ts"
