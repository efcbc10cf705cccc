export * as All from "./All.ts"
export { fromEnvironment } from "./All.ts"
