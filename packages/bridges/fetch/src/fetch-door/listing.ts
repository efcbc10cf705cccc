/** The routes that tell what can be called, and by whom. */
import * as RouterError from "@turnout/core/RouterError"
import type { ModelList } from "@turnout/router/Directory"
import type { Lists } from "@turnout/router/Lists"
import * as Principal from "@turnout/router/Principal"
import * as Effect from "effect/Effect"
import type { Input } from "../FetchInput.ts"

/** One route, as found in a path. */
export interface Listing {
  /** Whether it answers without a key. */
  readonly open: boolean
  readonly answer: (
    lists: Lists,
    input: Input,
    caller: Principal.Identity
  ) => Effect.Effect<object, RouterError.RouterError>
}

type Answer = (
  lists: Lists,
  input: Input,
  caller: Principal.Identity,
  id: string
) => Effect.Effect<object, RouterError.RouterError>

interface Route {
  readonly path: RegExp
  readonly open?: boolean
  readonly answer: Answer
}

/** The first that the end of a path matches: a door may be mounted under any base path. */
const routes: ReadonlyArray<Route> = [
  { path: /\/registry\/providers$/, open: true, answer: registered },
  { path: /\/registry\/models$/, open: true, answer: (lists) => lists.canonical },
  { path: /\/directory\/models$/, open: true, answer: (lists) => lists.endpoints },
  {
    path: /\/workspaces\/([^/]+)\/billing\/balance$/,
    answer: (lists, _, { principal }, id) => lists.balance(id, principal ?? undefined)
  },
  { path: /\/me$/, answer: (lists, _, caller) => lists.me(Principal.of(caller)) },
  { path: /\/v0\/models$/, answer: (lists, { query }) => names(lists, query, ["provider"], "model") },
  { path: /\/v0\/providers$/, answer: (lists, { query }) => names(lists, query, ["model"], "provider") },
  {
    path: /\/v0\/endpoints$/,
    answer: (lists, { query }) => names(lists, query, ["model", "provider"], "both")
  },
  { path: /\/v0\/endpoint-details$/, answer: (lists, { query }) => details(lists, query) },
  {
    path: /\/models$/,
    answer: (lists, { header, query }) => {
      const endpoint = query.get("endpoint") ?? undefined
      const listed = lists.models({ endpoint })
      return header("anthropic-version") === undefined
        ? listed
        : Effect.zipWith(listed, lists.canonical, (models, { data }) => inAnthropicForm(models, data))
    }
  },
  { path: /\/models\/(.+)$/, answer: (lists, _, __, id) => lists.model(id) }
]

/** What the environment lacks is the host's to know, and not its callers'. */
function registered(lists: Lists) {
  return Effect.map(lists.providers, ({ data, object }) => ({ object, data }))
}

export const find = (path: string): Listing | undefined => {
  for (const { answer, open = false, path: pattern } of routes) {
    const match = pattern.exec(path)
    if (match === null) continue
    const id = decoded(match[1] ?? "")
    return { open, answer: (lists, input, caller) => answer(lists, input, caller, id) }
  }
  return undefined
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

type Endpoint = { readonly model: string; readonly provider: string }
type Filter = keyof Endpoint

/** The endpoints that a query leaves; at most one of the filters may be given. */
const filtered = (
  lists: Lists,
  query: URLSearchParams,
  filters: ReadonlyArray<Filter>
): Effect.Effect<ReadonlyArray<Endpoint>, RouterError.RouterError> => {
  const given = filters.filter((filter) => query.has(filter))
  if (given.length > 1) {
    const message = `Invalid query: give '${given.join("' or '")}', not both.`
    return Effect.fail(RouterError.make("invalid_request", message, { param: given[1]! }))
  }
  const [filter] = given
  return Effect.map(lists.endpoints, ({ data }) =>
    filter === undefined ? data : data.filter((endpoint) => endpoint[filter] === query.get(filter))
  )
}

/** Sorted names: of models, of providers, or both as `model@provider`. */
const names = (
  lists: Lists,
  query: URLSearchParams,
  filters: ReadonlyArray<Filter>,
  what: Filter | "both"
): Effect.Effect<ReadonlyArray<string>, RouterError.RouterError> =>
  Effect.map(filtered(lists, query, filters), (endpoints) => {
    const nameOf = ({ model, provider }: Endpoint) =>
      ({ model, provider, both: `${model}@${provider}` })[what]
    return [...new Set(endpoints.map(nameOf))].sort()
  })

const details = (lists: Lists, query: URLSearchParams) =>
  Effect.map(filtered(lists, query, ["model", "provider"]), (endpoints) => endpoints as ReadonlyArray<object>)

/** As Anthropic's own list has it; its reference gives the epoch for a release that is not known. */
const inAnthropicForm = (
  { data }: ModelList,
  known: ReadonlyArray<{ readonly id: string; readonly name: string }>
) => {
  const names = new Map(known.map(({ id, name }) => [id, name]))
  return {
    data: data.map(({ created, id }) => ({
      type: "model",
      id,
      display_name: names.get(id) ?? id,
      created_at: new Date((created ?? 0) * 1000).toISOString().replace(".000Z", "Z")
    })),
    has_more: false,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null
  }
}
