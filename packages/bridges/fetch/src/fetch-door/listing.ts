/** The routes that tell what can be called, and by whom. */
import * as RouterError from "@turnout/core/RouterError"
import type { ModelList } from "@turnout/router/Directory"
import type { Lists } from "@turnout/router/Lists"
import * as Principal from "@turnout/router/Principal"
import * as Effect from "effect/Effect"
import * as Answer from "../FetchAnswer.ts"
import type { Asked, Handler } from "./route.ts"

type List = (lists: Lists, asked: Asked) => Effect.Effect<object, RouterError.RouterError>

const listed = (list: List): Handler => ({
  answer: (asked) =>
    Effect.map(
      Effect.flatMap(asked.services.router.lists, (lists) => list(lists, asked)),
      (found) => {
        const response = Answer.value(found, asked.id)
        return asked.input.method === "HEAD" ? Answer.bare(response) : response
      }
    )
})

export const handlers = {
  /** What the environment lacks is the host's to know, and not its callers'. */
  registered: listed((lists) => Effect.map(lists.providers, ({ data, object }) => ({ object, data }))),
  canonical: listed((lists) => lists.canonical),
  endpoints: listed((lists) => lists.endpoints),
  balance: listed((lists, { caller, name }) => lists.balance(name, caller.principal ?? undefined)),
  me: listed((lists, { caller }) => lists.me(Principal.of(caller))),
  v0Models: listed((lists, { input }) => names(lists, input.query, ["provider"], "model")),
  v0Providers: listed((lists, { input }) => names(lists, input.query, ["model"], "provider")),
  v0Endpoints: listed((lists, { input }) => names(lists, input.query, ["model", "provider"], "both")),
  v0Details: listed((lists, { input }) => details(lists, input.query)),
  models: listed((lists, { input: { header, query } }) => {
    const endpoint = query.get("endpoint") ?? undefined
    const listed = lists.models({ endpoint })
    return header("anthropic-version") === undefined
      ? listed
      : Effect.zipWith(listed, lists.canonical, (models, { data }) => inAnthropicForm(models, data))
  }),
  model: listed((lists, { name }) => lists.model(name))
} satisfies { readonly [name: string]: Handler }

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
