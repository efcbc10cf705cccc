import type { Normalized } from "@turnout/core/Normalize"
import type { Refusal } from "../../Refusal.ts"
import type { Items } from "./items.ts"

/** Names of models that a message repeats. */
const shown = 5

/**
 * How many numbers each vector must have, as far as it is known; or why the candidates could answer with vectors that
 * cannot be compared: they are of several models, or of one at several sizes.
 */
export const sizeOf = (
  { items }: Pick<Items, "items">,
  { models: named, request, routing }: Normalized
): number | Refusal | undefined => {
  const wanted = request.embedding?.dimensions
  if (routing.spaces === "any") return wanted
  const param = named === undefined ? "model" : "gateway.models"
  const endpoints = items.flatMap(({ endpoints }) => endpoints)
  const models = [...new Set(endpoints.map(({ model }) => model))]
  if (models.length > 1) {
    const names = models.length > shown ? [...models.slice(0, shown), "…"] : models
    return {
      code: "invalid_request",
      message: `Vectors of different models cannot be compared, and '${param}' means ${models.length}: ${names.join(", ")}.`,
      param,
      suggestion: "Name one model, or set gateway.routing.spaces to 'any'."
    }
  }
  if (wanted !== undefined) return wanted
  const sizes = [...new Set(endpoints.flatMap(({ facts }) => facts.embeddings?.dimensions?.usual ?? []))]
  return sizes.length < 2
    ? sizes[0]
    : {
        code: "invalid_request",
        message: `The endpoints of '${models[0]}' give vectors of different sizes: ${sizes.join(", ")}.`,
        param: "dimensions",
        suggestion: "State 'dimensions'."
      }
}

export const withSize = (normalized: Normalized, size: number): Normalized => {
  const { request } = normalized
  return { ...normalized, request: { ...request, embedding: { ...request.embedding!, size } } }
}
