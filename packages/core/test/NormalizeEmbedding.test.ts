import { assert, describe, it } from "@effect/vitest"
import { normalize } from "@turnout/core/NormalizeEmbedding"
import { Result } from "effect"

const ok = (request: unknown) => {
  const result = normalize(request)
  if (Result.isFailure(result)) return assert.fail(result.failure.message)
  return result.success
}

const wrong = (request: unknown, options?: Parameters<typeof normalize>[1]) => {
  const result = normalize(request, options)
  if (Result.isSuccess(result)) return assert.fail("should have been refused")
  return result.failure
}

/** Parameter and code of everything that is wrong. */
const violations = (request: unknown) =>
  wrong(request).violations.map(({ code, param }) => `${param} ${code}`)

describe("an embedding request", () => {
  it("takes a text, texts, tokens and arrays of tokens", () => {
    const input = (value: unknown) => ok({ model: "m", input: value }).request.embedding
    assert.deepStrictEqual(input("a"), { input: ["a"], alone: true })
    assert.deepStrictEqual(input(["a", "b"]), { input: ["a", "b"], alone: false })
    assert.deepStrictEqual(input([1, 2]), { input: [[1, 2]], alone: true })
    assert.deepStrictEqual(input([[1], [2, 3]]), { input: [[1], [2, 3]], alone: false })
  })

  it("is a request without messages, with what it says of vectors beside what it says to the router", () => {
    const { metadata, models, request, routing } = ok({
      input: "a",
      dimensions: 256,
      encoding_format: "base64",
      user: "u",
      gateway: {
        models: ["m@a", "m@b"],
        input_type: "query",
        routing: { optimize: "cost", spaces: "any" },
        metadata: { trace_id: "t" }
      },
      extensions: { acme: { truncate: "END" } }
    })
    assert.deepStrictEqual(request, {
      messages: [],
      stream: false,
      embedding: {
        input: ["a"],
        alone: true,
        dimensions: 256,
        encoding_format: "base64",
        input_type: "query"
      },
      user: "u",
      extensions: { acme: { truncate: "END" } }
    })
    assert.deepStrictEqual(models, ["m@a", "m@b"])
    assert.deepStrictEqual(routing, { optimize: "cost", spaces: "any" })
    assert.deepStrictEqual(metadata, { trace_id: "t" })
  })

  it("null is the same as absent", () => {
    const bare = ok({ model: "m", input: "a" })
    assert.deepStrictEqual(
      ok({
        model: "m",
        input: "a",
        dimensions: null,
        encoding_format: null,
        user: null,
        extensions: null,
        gateway: { models: null, input_type: null, routing: { spaces: null }, metadata: null },
        tags: null,
        drop_params: null
      }),
      bare
    )
  })

  it("all that is wrong is listed, each by its path", () => {
    assert.deepStrictEqual(
      violations({
        input: ["a", "", 7],
        dimensions: 0.5,
        encoding_format: "int8",
        user: 7,
        gateway: { input_type: "poem", routing: { spaces: "two", optimise: "cost" }, modles: ["m"] }
      }),
      [
        "dimensions invalid_parameter_value",
        "encoding_format invalid_parameter_value",
        "gateway.input_type invalid_parameter_value",
        "gateway.modles unknown_parameter",
        "gateway.routing.optimise unknown_parameter",
        "gateway.routing.spaces invalid_parameter_value",
        "input[1] invalid_parameter_value",
        "input[2] invalid_parameter_value",
        "user invalid_parameter_value",
        "model missing_required_parameter"
      ]
    )
  })

  for (const [name, input, param] of [
    ["an empty text", "", "input"],
    ["an empty list", [], "input"],
    ["a number", 7, "input"],
    ["an object", {}, "input"],
    ["an empty array of tokens", [[1], []], "input[1]"],
    ["a token that is none", [1, -2], "input[1]"],
    ["a token in an array that is none", [[1, 0.5]], "input[0][1]"],
    ["texts among tokens", [1, "a"], "input[1]"],
    ["tokens among texts", ["a", [1]], "input[1]"],
    ["a list of nothing", [null], "input[0]"]
  ] as const) {
    it(`${name} is no input`, () => {
      const error = wrong({ model: "m", input })
      assert.strictEqual(error.status, 400)
      assert.strictEqual(error.param, param)
      assert.strictEqual(error.code, "invalid_parameter_value")
    })
  }

  it("a missing input, and a model beside models, are told in their own codes", () => {
    assert.deepStrictEqual(violations({ model: "m", gateway: { models: ["n"] } }), [
      "input missing_required_parameter",
      "model invalid_request"
    ])
  })

  it("nothing of a text stands in an error", () => {
    const error = wrong({
      model: "m",
      input: ["secret words", { secret: "words" }],
      encoding_format: "Secret Words"
    })
    assert.notInclude(JSON.stringify(error).toLowerCase(), "secret")
  })

  it("a million wrong inputs make an error of twenty", () => {
    const error = wrong({ model: "m", input: Array.from({ length: 50_000 }, () => "") })
    assert.strictEqual(error.violations.length, 20)
    assert.include(error.message, "49980 more")
  })

  it("unknown fields are passed on, or refused where the host says so; credentials never", () => {
    const { request, warnings } = ok({ model: "m", input: "a", normalize: true, api_key: "sk-1" })
    assert.deepStrictEqual(request.unknown, { normalize: true })
    assert.deepStrictEqual(
      warnings.map(({ code, type }) => `${type} ${code}`),
      ["blocked_field api_key"]
    )
    const error = wrong(
      { model: "m", input: "a", dimension: 7 },
      { unknown: "reject", params: "warn", include: [] }
    )
    assert.strictEqual(error.code, "unknown_parameter")
    assert.include(error.message, "Did you mean 'dimensions'?")
  })

  it("extensions cannot say what the request's own fields govern", () => {
    const { request, warnings } = ok({
      model: "m",
      input: "a",
      extensions: { acme: { input_type: "query", output_dimension: 7, truncate: "END" } }
    })
    assert.deepStrictEqual(request.extensions, { acme: { truncate: "END" } })
    assert.deepStrictEqual(
      warnings.map(({ code }) => code),
      ["extensions.acme.input_type", "extensions.acme.output_dimension"]
    )
  })

  it("a chat request knows nothing of spaces and types of input", async () => {
    const Normalize = await import("@turnout/core/Normalize")
    const result = Normalize.normalize({
      model: "m",
      messages: [{ role: "user", content: "hi" }],
      gateway: { input_type: "query", routing: { spaces: "any" } }
    })
    assert.isTrue(Result.isFailure(result))
    if (Result.isFailure(result)) {
      assert.deepStrictEqual(
        result.failure.violations.map(({ param }) => param),
        ["gateway.input_type", "gateway.routing.spaces"]
      )
    }
  })

  it("whatever it is given, it throws nothing", () => {
    const deep: Array<unknown> = []
    let inner = deep
    for (let level = 0; level < 100_000; level++) inner.push((inner = []))
    const circle: { input?: unknown } = {}
    circle.input = circle
    for (const given of [
      undefined,
      null,
      7,
      "a",
      [],
      () => 7,
      deep,
      circle,
      new Proxy({}, { ownKeys: () => assert.fail() })
    ]) {
      assert.isTrue(Result.isFailure(normalize(given)))
      assert.isTrue(Result.isFailure(normalize({ model: "m", input: given === "a" ? "" : given })))
    }
  })
})
