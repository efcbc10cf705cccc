export { thresholdsOf, verdict } from "./route/bound.ts"
export { figure, isMeasured, listPrice, type Figured, type Reading } from "./route/figure.ts"
export { isSettled, orderOf, strategy } from "./route/rank.ts"
