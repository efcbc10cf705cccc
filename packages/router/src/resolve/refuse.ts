import { type ParseError, sortNames } from "@turnout/core/ModelExpression"
import { nearest } from "@turnout/core/Nearest"
import { normalizeName } from "@turnout/core/ProviderName"
import type { Unconfigured } from "@turnout/core/ProviderRegistry"
import type { Refusal } from "../Refusal.ts"
import type { Index } from "./index-of.ts"
import { isOfChat } from "./names.ts"

/** Ids come from callers: truncated, and on one line. */
export const shown = (text: string): string =>
  (text.length > 80 ? `${text.slice(0, 80)}…` : text).toWellFormed().replace(/\p{Cc}/gu, "?")

export const unknownProvider = (index: Index, name: string, param: string): Refusal => {
  const near = nearest(name, index.providers.keys())
  return {
    code: "invalid_parameter_value",
    message: `No provider is registered as '${shown(name)}'.`,
    param,
    suggestion:
      unset(index, name) ??
      (near.length > 0
        ? `Did you mean '${near[0]}'?`
        : `Registered: ${[...index.providers.keys()].join(", ") || "none"}.`)
  }
}

/** What would register it, where the environment was searched for it. */
const unset = (index: Index, name: string): string | undefined => {
  const isNamed = ({ provider }: Unconfigured) => normalizeName(provider) === normalizeName(name)
  const found = index.unconfigured.find(isNamed)
  return found && `Not set in the environment: ${found.variables.join(", ")}.`
}

/** A bare word after `@`: an unregistered provider or unknown metric. */
export const unknownRoute = (index: Index, name: string, expression: string, param: string): Refusal => {
  const position = expression.indexOf(name)
  const near = nearest(name, [...index.providers.keys(), ...sortNames])
  return {
    ...unknownProvider(index, name, param),
    message: `Invalid '${param}': no provider is registered as '${shown(name)}', and no metric is called so, at position ${position}.`,
    ...(near.length === 0 || unset(index, name) !== undefined
      ? {}
      : { suggestion: `Did you mean '${near[0]}'?` })
  }
}

export const unreadable = ({ expected, message, position }: ParseError, param: string): Refusal => ({
  code: "invalid_parameter_value",
  message: `Invalid '${param}': ${message}, at position ${position}.`,
  param,
  suggestion: `Expected there: ${expected.join(", ")}.`
})

export const unknownModel = (index: Index, name: string, param: string): Refusal => {
  const callable = new Set(index.models.keys())
  for (const [alias, model] of index.aliases) if (index.models.has(model)) callable.add(alias)
  return {
    code: "model_not_found",
    message: isOfChat(index, name)
      ? `The model '${shown(name)}' gives no embeddings.`
      : index.aliases.has(name)
        ? `No registered provider serves the model '${shown(name)}'.`
        : `The model '${shown(name)}' does not exist.`,
    param,
    ...suggest(nearest(name, callable, 3), notConfigured(index, name))
  }
}

/** More vendors than these are counted. */
const shownVendors = 5

/** Vendors that would be registered if the environment held their keys; the model's maker first. */
const notConfigured = ({ aliases, labOf, unconfigured }: Index, name: string): string | undefined => {
  if (unconfigured.length === 0) return undefined
  const lab = labOf(aliases.get(name) ?? name)
  const isMaker = ({ catalog, provider }: Unconfigured) => lab !== undefined && (catalog ?? provider) === lab
  const named = [...unconfigured.filter(isMaker), ...unconfigured.filter((vendor) => !isMaker(vendor))]
    .slice(0, shownVendors)
    .map(({ provider, variables }) => `${provider} (${variables.join(", ")})`)
  const more = unconfigured.length - named.length
  return `Not set in the environment: ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`
}

export const notServed = (
  provider: string,
  model: string,
  offered: Iterable<string>,
  param: string
): Refusal => ({
  code: "model_not_found",
  message: `Provider '${shown(provider)}' does not serve a model '${shown(model)}'.`,
  param,
  ...suggest(nearest(model, offered, 3))
})

const suggest = (names: ReadonlyArray<string>, more?: string): { readonly suggestion?: string } => {
  const sentences = [
    ...(names.length === 0 ? [] : [`Nearest: ${names.join(", ")}.`]),
    ...(more === undefined ? [] : [more])
  ]
  return sentences.length === 0 ? {} : { suggestion: sentences.join(" ") }
}
