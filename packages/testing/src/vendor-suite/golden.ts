import { assert } from "@effect/vitest"
import * as Fit from "@turnout/core/Fit"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Normalize from "@turnout/core/Normalize"
import { Transport } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { readdirSync, readFileSync } from "node:fs"
import type { Difference, Golden, Statement, Subject } from "./subject.ts"

export const silent = Transport.of({ send: () => Effect.die("no request leaves here") })

/** Golden bodies that are kept one per JSON file of a folder. */
export const ofFolder = (folder: URL): ReadonlyArray<Golden> =>
  readdirSync(folder).map((file) => ({
    ...(JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Golden),
    name: file.replace(".json", "")
  }))

/** Each golden body, as it is and with what this vendor has otherwise; the order of keys is the family's alone. */
export const goldenOf = (subject: Subject): ReadonlyArray<Golden & { readonly exact: boolean }> => {
  const { golden = [], family, id, model, origin = id } = subject
  const own = new Set(golden.map(({ name }) => name))
  const all = family.golden(model, origin)
  for (const name of Object.keys(subject.differs ?? {})) {
    if (!all.some((each) => each.name === name)) throw new Error(`No golden body is called '${name}'.`)
  }
  return [
    ...golden.map((each) => ({ ...each, exact: true })),
    ...all
      .filter(({ name }) => !own.has(name))
      .map((each) => ({ ...stated(each, subject, subject.differs?.[each.name]), exact: false }))
  ]
}

/** The family's own name of a parameter in the body. */
const nativeOf = (param: string, body: JsonObject): string =>
  param === "max_completion_tokens" && !Object.hasOwn(body, param) ? "max_tokens" : param

const stated = (golden: Golden, statement: Statement, difference: Difference = {}): Golden => {
  const { drops = [], renames = {}, takes = [] } = statement
  const body: { [field: string]: Json } = { ...(golden.body as JsonObject) }
  const changes = new Set(golden.changes)
  const isAsked = (param: string) => Object.hasOwn(golden.request, param)
  for (const param of drops) {
    delete body[nativeOf(param, body)]
    changes.delete(`unverified ${param}`)
    if (isAsked(param)) changes.add(`dropped ${param}`)
  }
  for (const param of takes) changes.delete(`unverified ${param}`)
  for (const [param, native] of Object.entries(renames)) {
    const field = nativeOf(param, body)
    const value = body[field]
    if (value === undefined) continue
    delete body[field]
    body[native] = value
    if (native === param) changes.delete(`renamed ${param}`)
    else changes.add(`renamed ${param}`)
  }
  for (const each of [statement.always ?? {}, difference]) {
    for (const field of each.without ?? []) delete body[field]
    Object.assign(body, each.body)
    for (const entry of each.untold ?? []) {
      if (!changes.delete(entry)) throw new Error(`The family's '${golden.name}' does not tell '${entry}'.`)
    }
    for (const entry of each.told ?? []) changes.add(entry)
  }
  return { ...golden, body, changes: [...changes] }
}

const sorted = (entries: ReadonlyArray<string>) => [...new Set(entries)].sort()

/** What the vendor would be sent, and what the caller would be told. */
export const saidOf = (subject: Subject, { request }: Golden) =>
  Effect.gen(function* () {
    const model = request.model ?? subject.model
    const provider = yield* subject.make({ apiKey: "k", models: { [model]: {} } })
    const endpoint = provider.endpoints([]).find(({ provider_model_id: id }) => id === model)!
    const normalized = Result.getOrThrow(Normalize.normalize(request))
    const fitted = Fit.fit(normalized.request, endpoint, provider)
    const prepared = provider.prepare(fitted, endpoint)
    return {
      // As it goes out: what differs in nothing but a prototype is the same.
      body: JSON.parse(JSON.stringify(prepared.body)) as Json,
      changes: [...fitted.ledger, ...prepared.ledger].map(({ action, param }) => `${action} ${param}`)
    }
  }).pipe(Effect.provideService(Transport, silent), Effect.orDie)

/** A caller's request is the vendor's body, and the ledger says what was changed. */
export const check = (subject: Subject, golden: Golden & { readonly exact: boolean }): Effect.Effect<void> =>
  Effect.map(saidOf(subject, golden), ({ body, changes }) => {
    assert.deepStrictEqual(body as object, golden.body)
    if (!golden.exact) return assert.deepStrictEqual(sorted(changes), sorted(golden.changes))
    assert.deepStrictEqual(changes, golden.changes)
    // The order is what a person compares.
    assert.deepStrictEqual(Object.keys(body as object), Object.keys(golden.body))
  })
