export { digest } from "./fold/ids.ts"
