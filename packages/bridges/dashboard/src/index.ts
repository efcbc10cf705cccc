export { basicAuth, type BasicAuthOptions } from "./BasicAuth.ts"
export {
  type Authenticate,
  dashboard,
  type Dashboard,
  type DashboardOptions,
  type Handler
} from "./Dashboard.ts"
export type { Watched } from "./Watched.ts"
