import * as RouterError from "@turnout/core/RouterError"
import { failure } from "../FetchAnswer.ts"
import { find } from "./routes.ts"

/** A client takes a rejection for a lost connection: a failure is a Response, in the form of the path's API. */
export const told = async (error: unknown, requestId: () => string, path: string): Promise<Response> => {
  if (!RouterError.isRouterError(error)) throw error
  const handler = find(path)?.route.handler
  const { failure: form = failure } = (typeof handler === "function" ? await handler() : handler) ?? {}
  return form(error, requestId())
}
