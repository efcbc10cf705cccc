import { assert, describe, it } from "@effect/vitest"
import * as RouterError from "@turnout/core/RouterError"
import * as ApiKeys from "@turnout/fetch/ApiKeys"
import * as FetchDoor from "@turnout/fetch/FetchDoor"
import { Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { inspect } from "node:util"
import * as Fake from "./FakeRouter.ts"

const url = "http://in.process/v1/chat/completions"
const body = JSON.stringify({ model: "m", messages: [{ role: "user", content: "hi" }] })

type Headers = Readonly<Record<string, string>>

/** Status, code and the whole text of an answer, and the principals that the router was asked for. */
const asked = (authenticate: FetchDoor.Options["authenticate"], headers: Headers, more = {}) => {
  const fake = Fake.make({})
  return Effect.gen(function* () {
    const door = yield* FetchDoor.make({
      requestId: () => "id",
      ...(authenticate && { authenticate }),
      ...more
    })
    const response = yield* door.handle(url, { method: "POST", body, headers })
    const text = yield* Effect.promise(() => response.text())
    const { error } = JSON.parse(text) as { readonly error?: Record<string, unknown> }
    return { status: response.status, code: error?.["code"], text, principals: fake.state.principals }
  }).pipe(Effect.provide(fake.layer), Effect.scoped)
}

const bearer = (key: string): Headers => ({ authorization: `Bearer ${key}` })

describe("a key", () => {
  it.effect("is given once, and only its hash is kept", () =>
    Effect.gen(function* () {
      const keys = ApiKeys.apiKeys({ prefix: "ak_" })
      const principal = { user_id: "u", workspace_id: "w" }
      const { key, record } = yield* Effect.promise(() => keys.create(principal))
      const text = ApiKeys.reveal(key)
      assert.match(text, /^ak_[0-9a-f]{64}$/)
      assert.match(record.hash, /^[0-9a-f]{64}$/)
      for (const shown of [
        inspect(key),
        JSON.stringify({ key }),
        inspect(keys, { depth: 9 }),
        inspect(record)
      ]) {
        assert.notInclude(shown, text)
        assert.notInclude(shown, text.slice(3))
      }
      assert.deepStrictEqual(keys.records(), [record])
      const other = yield* Effect.promise(() => keys.create(principal))
      assert.notStrictEqual(other.record.id, record.id)
      assert.notStrictEqual(ApiKeys.reveal(other.key), text)
    })
  )

  it.effect("names the principal that the router is asked for, whichever header brings it", () =>
    Effect.gen(function* () {
      const keys = ApiKeys.apiKeys({ prefix: "ak_" })
      const { key, record } = yield* Effect.promise(() => keys.create({ user_id: "u" }))
      const text = ApiKeys.reveal(key)
      const headers: ReadonlyArray<Headers> = [
        bearer(text),
        { authorization: `bearer   ${text} ` },
        { "x-api-key": text },
        { authorization: "Basic abc", "x-api-key": text }
      ]
      for (const each of headers) {
        const { principals, status } = yield* asked(keys, each)
        assert.strictEqual(status, 200)
        assert.deepStrictEqual(principals, [{ api_key_id: record.id, user_id: "u" }])
      }
    })
  )

  it.effect("that is missing, wrong, of another kind or revoked is 401, and asks for nothing", () =>
    Effect.gen(function* () {
      const keys = ApiKeys.apiKeys({ prefix: "ak_" })
      const { key, record } = yield* Effect.promise(() => keys.create({ user_id: "u" }))
      const text = ApiKeys.reveal(key)
      const wrong = `${text.slice(0, -1)}${text.endsWith("0") ? "1" : "0"}`
      const headers: ReadonlyArray<Headers> = [
        {},
        bearer(wrong),
        bearer(`${text}0`),
        bearer("sk-another"),
        bearer(record.hash),
        { authorization: text },
        { "x-api-key": wrong }
      ]
      for (const each of headers) {
        const answer = yield* asked(keys, each)
        assert.deepInclude(answer, { status: 401, code: "invalid_api_key", principals: [] })
        assert.notInclude(answer.text, text)
        assert.notInclude(answer.text, wrong)
      }
      assert.isTrue(keys.revoke(record.id))
      assert.isFalse(keys.revoke("key_unknown"))
      assert.deepInclude(yield* asked(keys, bearer(text)), { status: 401, code: "invalid_api_key" })
    })
  )

  it.effect("expires at its time, however the time is written", () =>
    Effect.gen(function* () {
      for (const write of [
        (time: number) => time,
        (time: number) => new Date(time),
        (time: number) => new Date(time).toISOString()
      ]) {
        const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
        const keys = ApiKeys.apiKeys({ prefix: "ak_" })
        const { key } = yield* Effect.promise(() =>
          keys.create({ user_id: "u" }, { expires_at: write(now + 1000) })
        )
        const headers = bearer(ApiKeys.reveal(key))
        assert.strictEqual((yield* asked(keys, headers)).status, 200)
        yield* TestClock.adjust(1000)
        assert.deepInclude(yield* asked(keys, headers), { status: 401, code: "expired_api_key" })
      }
    })
  )

  it.effect("whose expiry is no time is an error of the store, and not good for ever", () =>
    Effect.gen(function* () {
      const keys = ApiKeys.apiKeys({ prefix: "ak_" })
      const { key } = yield* Effect.promise(() => keys.create({ user_id: "u" }, { expires_at: "soon" }))
      const answer = yield* asked(keys, bearer(ApiKeys.reveal(key)))
      assert.deepInclude(answer, { status: 500, code: "internal_error", principals: [] })
    })
  )
})

describe("a host's store", () => {
  const text = "ak_of-a-customer"
  const recordOf = (more: Partial<ApiKeys.ApiKeyRecord> = {}) =>
    ApiKeys.apiKeys({ prefix: "ak_" }).recordOf(Redacted.make(text), {
      id: "k1",
      principal: { workspace_id: "w" },
      ...more
    })

  it.effect("may be a list, and may answer at once, by a promise or by an effect", () =>
    Effect.gen(function* () {
      const record = yield* Effect.promise(() => recordOf())
      const asking: Array<string> = []
      const find = (hash: string) => {
        asking.push(hash)
        return hash === record.hash ? record : undefined
      }
      const stores: ReadonlyArray<Omit<ApiKeys.Options, "prefix">> = [
        { records: [record] },
        { find },
        { find: (hash) => Promise.resolve(find(hash)) },
        { find: (hash) => Effect.succeed(find(hash) ?? null) }
      ]
      for (const store of stores) {
        const keys = ApiKeys.apiKeys({ prefix: "ak_", ...store })
        const { principals } = yield* asked(keys, bearer(text))
        assert.deepStrictEqual(principals, [{ api_key_id: "k1", workspace_id: "w" }])
        assert.deepInclude(yield* asked(keys, bearer("ak_other")), { status: 401 })
      }
      assert.notInclude(asking.join(), text)
    })
  )

  it.effect("that finds the record of another key lets nobody in", () =>
    Effect.gen(function* () {
      const record = yield* Effect.promise(() => recordOf())
      const keys = ApiKeys.apiKeys({ prefix: "ak_", find: () => record })
      assert.strictEqual((yield* asked(keys, bearer(text))).status, 200)
      assert.deepInclude(yield* asked(keys, bearer("ak_other")), { status: 401, code: "invalid_api_key" })
    })
  )

  it.effect("says that a key is revoked, and a key revoked here stays so", () =>
    Effect.gen(function* () {
      const record = yield* Effect.promise(() => recordOf())
      for (const revoked_at of [1, true, "2026-01-01", new Date(0)]) {
        const keys = ApiKeys.apiKeys({ prefix: "ak_", find: () => ({ ...record, revoked_at }) })
        assert.deepInclude(yield* asked(keys, bearer(text)), { status: 401, code: "invalid_api_key" })
      }
      const keys = ApiKeys.apiKeys({ prefix: "ak_", find: () => ({ ...record, revoked_at: false }) })
      assert.strictEqual((yield* asked(keys, bearer(text))).status, 200)
      keys.revoke("k1")
      assert.strictEqual((yield* asked(keys, bearer(text))).status, 401)
    })
  )

  it.effect("that fails is 500, and the host is told why and its caller is not", () =>
    Effect.gen(function* () {
      const finds: ReadonlyArray<NonNullable<ApiKeys.Options["find"]>> = [
        () => {
          throw new Error("db-secret")
        },
        () => Promise.reject(new Error("db-secret")),
        () => Effect.fail(new Error("db-secret"))
      ]
      for (const find of finds) {
        const told: Array<RouterError.RouterError> = []
        const keys = ApiKeys.apiKeys({ prefix: "ak_", find })
        const answer = yield* asked(keys, bearer(text), {
          onError: (error: RouterError.RouterError) => told.push(error)
        })
        assert.deepInclude(answer, { status: 500, code: "internal_error", principals: [] })
        assert.notInclude(answer.text, "db-secret")
        assert.deepInclude(told[0]?.cause, { message: "db-secret" })
      }
    })
  )

  it.effect("that is given wrongly is told with everything that is wrong, before any call", () =>
    Effect.gen(function* () {
      const keys = ApiKeys.apiKeys({ prefix: "a b", records: [{ id: "k" }], find: 1 } as never)
      const error = yield* Effect.flip(asked(keys, {}))
      assert.deepStrictEqual(
        error.violations.map(({ param }) => param),
        ["authenticate.prefix", "authenticate.records[0]", "authenticate.find"]
      )
    })
  )
})

describe("authenticate", () => {
  it.effect("may be a plain function, a promise or an effect; nobody is 401", () =>
    Effect.gen(function* () {
      const principal = { user_id: "u" }
      const good: ReadonlyArray<NonNullable<FetchDoor.Options["authenticate"]>> = [
        () => principal,
        () => Promise.resolve(principal),
        () => Effect.succeed(principal)
      ]
      for (const authenticate of good) {
        assert.deepStrictEqual((yield* asked(authenticate, {})).principals, [principal])
      }
      const nobody: typeof good = [() => undefined, () => null, () => Promise.resolve(null)]
      for (const authenticate of nobody) {
        assert.deepInclude(yield* asked(authenticate, {}), { status: 401, code: "invalid_api_key" })
      }
    })
  )

  it.effect("that throws an error of the house answers with it, and whatever else is 500", () =>
    Effect.gen(function* () {
      const refused = RouterError.make("insufficient_permissions", "Not for you.")
      const throwing = (error: unknown): ReadonlyArray<NonNullable<FetchDoor.Options["authenticate"]>> => [
        () => {
          throw error
        },
        () => Promise.reject(error)
      ]
      for (const authenticate of throwing(refused)) {
        assert.deepInclude(yield* asked(authenticate, {}), { status: 403, code: "insufficient_permissions" })
      }
      for (const authenticate of [...throwing(new Error("secret")), () => "u" as never]) {
        const answer = yield* asked(authenticate, {})
        assert.deepInclude(answer, { status: 500, code: "internal_error", principals: [] })
        assert.notInclude(answer.text, "secret")
      }
    })
  )
})
