export { add, type Bucket, inputTotal, make, outputTotal, total, type Usage, zero } from "./usage/buckets.ts"
export { grown } from "./usage/grown.ts"
export { type Evidence, type Sent, settled } from "./usage/settled.ts"
export { count, fromTotals } from "./usage/totals.ts"
