import { assert, describe, it } from "@effect/vitest"
import * as Normalize from "@turnout/core/Normalize"
import { Result } from "effect"

const secret = "not-to-be-seen-anywhere"

const read = (fields: object, options: Partial<Normalize.Options> = {}): Normalize.Normalized => {
  const request = { model: "m", messages: [{ role: "user", content: "x" }], ...fields }
  const result = Normalize.normalize(request, { ...Normalize.defaults, ...options })
  assert.isTrue(Result.isSuccess(result))
  return (result as Result.Success<Normalize.Normalized, never>).success
}

const named = [
  "api_key",
  "apikey",
  "apiKey",
  "API-KEY",
  "Api Key",
  "api.key",
  "authorization",
  "Authorization",
  "auth",
  "bearer",
  "token",
  "access_token",
  "accessToken",
  "secret",
  "secret_key",
  "secretkey",
  "credential",
  "credentials",
  "password",
  "x-api-key",
  "X_API_KEY",
  "xapikey",
  "x-auth-token",
  "xAuthToken",
  "openai-api-key",
  "OPENAI_API_KEY",
  "openaiApiKey",
  "openaiapikey",
  "azure_openai_api_key",
  "acmeapikey",
  "hf_access_token",
  "x-authorization",
  "Proxy-Authorization",
  "client_secret",
  "AWS_SECRET_ACCESS_KEY",
  "ａｐｉ_ｋｅｙ"
]

describe("a field that is named like a credential is taken out and told, wherever a caller puts it", () => {
  for (const name of named) {
    it(name, () => {
      const top = read({ [name]: secret })
      assert.isUndefined(top.request.unknown)
      assert.deepStrictEqual(
        top.warnings.map(({ type, code }) => [type, code]),
        [["blocked_field", name]]
      )
      const inside = read({ extensions: { openai: { deep: [{ [name]: secret, stays: 1 }] } } })
      assert.deepStrictEqual(inside.request.extensions, { openai: { deep: [{ stays: 1 }] } })
      assert.strictEqual(inside.warnings[0]?.type, "blocked_field")
      const beside = read({ extra_body: { deep: [{ [name]: secret, stays: 1 }] } })
      assert.deepStrictEqual(beside.request.unknown, { extra_body: { deep: [{ stays: 1 }] } })
      assert.strictEqual(beside.warnings[0]?.param, `extra_body.deep[0].${name}`)
      for (const all of [top, inside, beside]) assert.notInclude(JSON.stringify(all), secret)
    })
  }
})

describe("a credential in one of the contract's own objects", () => {
  const user = { role: "user", content: "x" }
  const call = { id: "c", type: "function", function: { name: "f", arguments: "{}" } }
  const part = { type: "text", text: "x" }
  const places: { readonly [path: string]: object } = {
    "messages[0].api_key": { messages: [{ ...user, api_key: secret }] },
    "messages[0].content[0].token": { messages: [{ role: "user", content: [{ ...part, token: secret }] }] },
    "messages[0].content[0].image_url.authorization": {
      messages: [
        {
          role: "user",
          content: [{ type: "image_url", image_url: { url: "https://x.test/a", authorization: secret } }]
        }
      ]
    },
    "messages[1].tool_calls[0].access_token": {
      messages: [user, { role: "assistant", tool_calls: [{ ...call, access_token: secret }] }]
    },
    "messages[1].tool_calls[0].function.password": {
      messages: [
        user,
        { role: "assistant", tool_calls: [{ ...call, function: { ...call.function, password: secret } }] }
      ]
    },
    "stream_options.api_key": { stream: true, stream_options: { api_key: secret } },
    "tools[0].api_key": { tools: [{ type: "function", function: { name: "f" }, api_key: secret }] },
    "tools[0].function.secret": { tools: [{ type: "function", function: { name: "f", secret } }] },
    "response_format.json_schema.api_key": {
      response_format: { type: "json_schema", json_schema: { name: "x", schema: {}, api_key: secret } }
    }
  }
  for (const [path, fields] of Object.entries(places)) {
    it(`is taken out and told: ${path}`, () => {
      const all = read(fields)
      assert.deepStrictEqual(
        all.warnings.map(({ type, code }) => [type, code]),
        [["blocked_field", path]]
      )
      assert.notInclude(JSON.stringify(all), secret)
    })
  }

  const kept: { readonly [what: string]: object } = {
    "properties of a tool's schema": {
      tools: [
        {
          type: "function",
          function: {
            name: "f",
            parameters: { type: "object", properties: { password: { type: "string" } }, api_key: secret }
          }
        }
      ]
    },
    "a tool that the vendor executes": {
      tools: [
        {
          type: "mcp",
          server_url: "https://x.test",
          authorization: secret,
          headers: { Authorization: secret }
        }
      ]
    },
    "the schema of an answer": {
      response_format: {
        type: "json_schema",
        json_schema: { name: "x", schema: { type: "object", properties: { token: { const: secret } } } }
      }
    },
    "arguments of a call": {
      messages: [
        user,
        {
          role: "assistant",
          tool_calls: [{ ...call, function: { name: "f", arguments: `{"password":"${secret}"}` } }]
        }
      ]
    }
  }
  for (const [what, fields] of Object.entries(kept)) {
    it(`is the caller's own in ${what}`, () => {
      const all = read(fields)
      assert.deepStrictEqual(all.warnings, [])
      assert.include(JSON.stringify(all.request), secret)
    })
  }
})

it("what only sounds like a credential passes", () => {
  const fields = { tokens: 1, max_token: 2, auth_mode: 3, prompt_cache: 4, keyboard: 5, secrets_policy: 6 }
  assert.deepStrictEqual(read(fields).request.unknown, fields)
  assert.deepStrictEqual(read({ extensions: { acme: fields } }).request.extensions, { acme: fields })
})

it("a value without credentials is the caller's own, and no copy of it", () => {
  const native = { list: [{ a: 1 }], ["__proto__"]: 2 }
  const { request } = read({ extensions: { acme: native }, extra: native })
  assert.deepStrictEqual(request.extensions, { acme: native })
  assert.deepStrictEqual(request.unknown, { extra: native })
})

it("a credential is no unknown field that a host refuses", () => {
  assert.strictEqual(read({ api_key: secret }, { unknown: "reject" }).warnings[0]?.type, "blocked_field")
})

it("of ten thousand credentials twenty are told, and the number of the others", () => {
  const deep = Array.from({ length: 10_000 }, (_, index) => ({ [`p${index}_api_key`]: secret }))
  const { request, warnings } = read({ extensions: { acme: { deep } } })
  assert.strictEqual(warnings.length, 21)
  assert.strictEqual(warnings[20]?.message, "9980 more warnings of this type are not told.")
  assert.notInclude(JSON.stringify(request), secret)
})
