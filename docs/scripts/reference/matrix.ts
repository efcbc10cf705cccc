import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Json } from "@turnout/core/Json"
import type { RouterError } from "@turnout/core/RouterError"
import type { Warning } from "@turnout/core/Warning"
import type { PlanStep } from "@turnout/router/Plan"
import { Router } from "@turnout/router/Router"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { banner, table } from "./markdown.ts"
import { type Case, groups } from "./matrix/cases.ts"
import { type Difference, differences } from "./matrix/difference.ts"
import { type Column, makers, type View } from "./matrix/models.ts"

const question = { messages: [{ role: "user", content: "Hello" }] } as const

type Planned = Result.Result<PlanStep, RouterError>

const plan = (request: Partial<ChatRequest>, { model }: Column): Effect.Effect<Planned, never, Router> =>
  Effect.flatMap(Router, (router) =>
    Effect.result(Effect.map(router.plan({ ...question, ...request, model }), ({ steps }) => steps[0]!))
  )

const longest = 90

const show = (value: Json): string => {
  const text = JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

const code = (text: string): string => `\`${text.replaceAll("`", "'")}\``

const sent = ({ path, to }: Difference): string =>
  to === undefined ? `without ${code(path)}` : code(`${path}: ${show(to)}`)

const told = ({ code: of, from, to, type }: Warning, name: string): string => {
  const change = from === undefined || to === undefined ? "" : ` (${show(from)} → ${show(to)})`
  return `⚠ ${type}${name.includes(of) ? "" : ` ${of}`}${change}`
}

/** What stands at `messages[0].name` of the request. */
const askedAt = ({ asked }: Case, path: string): unknown => {
  let value: unknown = { ...question, ...asked }
  for (const key of path.split(/[.[\]]+/).filter((key) => key !== "")) {
    value = (value as { readonly [key: string]: unknown } | undefined)?.[key]
  }
  return value
}

const isSame = (made: ReadonlyArray<Difference>, each: Case): boolean =>
  made.every(({ path, to }) => JSON.stringify(askedAt(each, path)) === JSON.stringify(to))

/** What one model gets of one thing asked, from two plans: with it and without. */
const cellOf = (each: Case, before: Planned, after: Planned): string => {
  if (Result.isFailure(before)) return `not asked: ${code(before.failure.code)}`
  if (Result.isFailure(after)) return `refused, ${code(after.failure.code)}`
  const made = differences(before.success.body, after.success.body)
  const known = new Set(before.success.warnings.map(({ message }) => message))
  const warnings = after.success.warnings.filter(({ message }) => !known.has(message))
  const what = made.length === 0 ? "–" : isSame(made, each) ? "=" : made.map(sent).join("<br>")
  return [what, ...warnings.map((warning) => told(warning, each.name))].join("<br>")
}

const cell = (each: Case, column: Column): Effect.Effect<string, never, Router> =>
  Effect.gen(function* () {
    const before = yield* plan(each.base ?? {}, column)
    const after = yield* plan(each.asked as Partial<ChatRequest>, column)
    return cellOf(each, before, after)
  })

const row = (
  each: Case,
  columns: ReadonlyArray<Column>
): Effect.Effect<ReadonlyArray<string>, never, Router> =>
  Effect.map(
    Effect.forEach(columns, (column) => cell(each, column)),
    (cells) => [each.name, ...cells]
  )

const intro = [
  "Each row asks for one thing beside a plain question, each column is a model that stands for its family. The cells are what " +
    "`router.plan` says: the native body with it, compared with the native body without.",
  "`=`: sent as it was asked. `–`: the body is what it is without. Anything else is what stands in the native body instead. `⚠`: the warning that the answer " +
    "carries, with what it was changed from and to. *refused*: no call is made, and the error has this code; next to other candidates the " +
    "endpoint is left out. With `drop_params: false` an endpoint is also left out wherever a parameter of the caller's would be dropped or changed."
]

/** A page of one view, by really planning every case for every column. */
export const matrix = ({ columns, heading, house }: View = makers): Promise<string> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const sections = yield* Effect.forEach(groups, ({ cases, title }) =>
        Effect.map(
          Effect.forEach(cases, (each) => row(each, columns)),
          (rows) => [`## ${title}`, table(["asked", ...columns.map(({ title }) => title)], rows)]
        )
      )
      return [banner, `# ${heading}`, ...intro, ...sections.flat()].join("\n\n") + "\n"
    }).pipe(Effect.provide(house), Effect.orDie)
  )
