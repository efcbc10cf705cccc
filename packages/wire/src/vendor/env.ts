import type { BaseOptions } from "./options.ts"

/** One variable, or several of which the first that is set counts. */
export type Variables = string | ReadonlyArray<string>

/** The environment variable of an option, by the option's name; of several the first that is set. */
export type Env<O extends BaseOptions> = { readonly [option in keyof O]?: Variables }

export const variablesOf = (named: Variables): ReadonlyArray<string> =>
  typeof named === "string" ? [named] : named

/** Whether the options leave out what the environment must state then. */
export const isMissing = (options: object, required: ReadonlyArray<PropertyKey>): boolean =>
  required.some((option) => (options as { readonly [name: PropertyKey]: unknown })[option] === undefined)
