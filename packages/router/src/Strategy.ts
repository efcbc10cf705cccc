export type { Backup, Pair, Ranked, Strategy, StrategyInput } from "./decide/strategy/contract.ts"
export { andThen, by } from "./decide/strategy/by.ts"
export { drawn, type Rated } from "./decide/strategy/drawn.ts"
export { byScore, weighted } from "./decide/strategy/weighted.ts"
