export {
  compile,
  make,
  unmeasured,
  type Active,
  type Check,
  type Constraint,
  type Context,
  type Keys,
  type Subject,
  type Verdict
} from "./constraint/contract.ts"
export { context, isRefusal, type ContextOptions } from "./constraint/context.ts"
export { unsatisfied } from "./constraint/unsatisfied.ts"
