export { thresholdsOf, verdict } from "./metric-route/bound.ts"
export { figure, isMeasured, listPrice, type Figured, type Reading } from "./metric-route/figure.ts"
export { isSettled, orderOf, strategy } from "./metric-route/rank.ts"
