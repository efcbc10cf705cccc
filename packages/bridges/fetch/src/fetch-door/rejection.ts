import * as RouterError from "@turnout/core/RouterError"
import { failure } from "../FetchAnswer.ts"
import type { Input } from "../FetchInput.ts"
import { find } from "./routes.ts"

/**
 * What `fetch` makes of a rejected call: a Response in the form of the path's API, since a client takes a rejection for a
 * lost connection. Only the reason of the caller's own abort is thrown on.
 */
export const rejection = async (
  error: unknown,
  requestId: () => string,
  { path, signal }: Pick<Input, "path" | "signal">
): Promise<Response> => {
  if (signal?.aborted === true || !RouterError.isRouterError(error)) throw error
  const handler = find(path)?.route.handler
  const { failure: told = failure } = (typeof handler === "function" ? await handler() : handler) ?? {}
  return told(error, requestId())
}
