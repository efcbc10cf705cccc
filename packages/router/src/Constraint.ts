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
} from "./decide/constraint/contract.ts"
export { context, isRefusal, type ContextOptions } from "./decide/constraint/context.ts"
export { unsatisfied } from "./decide/constraint/unsatisfied.ts"
