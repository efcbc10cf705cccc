/** Blocks of reasoning as they grow by events, and as a caller sends them back. */
export { type Blocks, details, keep, read } from "./fold/reasoning.ts"
