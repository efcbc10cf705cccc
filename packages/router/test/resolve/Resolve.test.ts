import { assert, describe, it } from "@effect/vitest"
import * as Resolve from "../../src/resolve/Resolve.ts"
import { endpoint, indexOf } from "../world.ts"

const index = indexOf(
  [
    endpoint("north", "alpha-1", { model: "alpha", also: ["alpha-1-0315"] }),
    endpoint("south", "lab/alpha", { model: "alpha" }),
    endpoint("south", "lab/alpha:free", { model: "alpha", tier: "free" }),
    endpoint("south", "beta@2024", { model: "beta" }),
    endpoint("north-eu", "alpha-1", { model: "alpha" }),
    endpoint("south", "odd:cost", { model: "odd:cost" })
  ],
  {
    "north-eu": { aliases: ["n-e", "shared"], catalog: "north" },
    south: { aliases: ["The_South", "shared"] }
  },
  { "alpha-latest": "alpha", gone: "nobody-serves-this" }
)

const item = (expression: string, of = index) => {
  const found = Resolve.resolve(of, expression)
  if (found.type !== "items") throw new Error(JSON.stringify(found))
  assert.strictEqual(found.items.length, 1)
  return found.items[0]!
}
const ids = (expression: string, of = index) => item(expression, of).endpoints.map(({ id }) => id)
const refusal = (expression: string, of = index) => {
  const found = Resolve.resolve(of, expression)
  if (found.type !== "refused") throw new Error(JSON.stringify(found))
  return found.refusal
}

const everywhere = ["north-eu/alpha-1", "north/alpha-1", "south/lab/alpha", "south/lab/alpha:free"]

describe("Resolve", () => {
  it("a canonical id is every endpoint of the model, in the order of their ids", () => {
    assert.deepStrictEqual(ids("alpha"), everywhere)
    assert.isFalse(item("alpha").named)
  })

  it("an alias is its model", () => assert.deepStrictEqual(ids("alpha-latest"), everywhere))

  it("the id of an endpoint, and its id at its provider, name that endpoint", () => {
    for (const expression of ["south/lab/alpha:free", "lab/alpha:free@south", "lab/alpha:free@the-south"]) {
      assert.deepStrictEqual(ids(expression), ["south/lab/alpha:free"], expression)
      assert.isTrue(item(expression).named)
    }
  })

  it("a model at a provider is the provider's endpoints of it, and no one else's", () => {
    assert.deepStrictEqual(ids("alpha@south"), ["south/lab/alpha", "south/lab/alpha:free"])
    assert.isFalse(item("alpha@south").named)
    assert.isTrue(item("alpha-latest@north").named)
  })

  it("the split is at the last @, and an id may hold one", () =>
    assert.deepStrictEqual(ids("beta@2024@south"), ["south/beta@2024"]))

  it("another edition answers when it is named, under its own id", () => {
    assert.deepStrictEqual(ids("alpha-1-0315@north"), ["north/alpha-1-0315"])
    assert.deepStrictEqual(ids("north/alpha-1-0315"), ["north/alpha-1-0315"])
    assert.strictEqual(item("alpha-1-0315@north").endpoints[0]!.provider_model_id, "alpha-1-0315")
    assert.notInclude(ids("alpha"), "north/alpha-1-0315")
  })

  it("providers go by id or alias, without case, - and _; an id stands for itself alone", () => {
    assert.deepStrictEqual(Resolve.providersOf(index, "N_E"), ["north-eu"])
    assert.deepStrictEqual(Resolve.providersOf(index, "north"), ["north"])
    assert.deepStrictEqual(Resolve.providersOf(index, "SHARED"), ["south", "north-eu"])
    assert.isUndefined(Resolve.providersOf(index, "west"))
    assert.deepStrictEqual(ids("alpha-1@shared"), ["north-eu/alpha-1"])
  })

  it("an account goes by its catalog's name if no provider has that id", () => {
    const alone = indexOf([endpoint("north-eu", "a")], { "north-eu": { catalog: "north" } })
    assert.deepStrictEqual(Resolve.providersOf(alone, "north"), ["north-eu"])
  })

  it("a provider that is not registered is named, with the nearest", () => {
    const { code, message, param, suggestion } = refusal("alpha@sout")
    assert.strictEqual(code, "invalid_parameter_value")
    assert.include(message, "'sout'")
    assert.include(suggestion, "'south'")
    assert.strictEqual(param, "model")
  })

  it("an unknown model is not found, and the three nearest are told", () => {
    const { code, suggestion } = refusal("alpka")
    assert.strictEqual(code, "model_not_found")
    assert.include(suggestion, "alpha")
    assert.strictEqual(refusal("alpka@south").code, "model_not_found")
    assert.notInclude(refusal("gone").suggestion ?? "", "gone")
    assert.include(refusal("gone").message, "No registered provider")
  })

  it("vendors that the environment does not hold are told, the model's maker first, five of them", () => {
    const unconfigured = ["a", "b", "c", "d", "maker", "f"].map((provider) => ({
      provider,
      variables: [`${provider.toUpperCase()}_KEY`]
    }))
    const searched = { ...index, unconfigured, labOf: () => "maker" }
    const told =
      "Not set in the environment: maker (MAKER_KEY), a (A_KEY), b (B_KEY), c (C_KEY), d (D_KEY) and 1 more."
    assert.strictEqual(refusal("nowhere-near", searched).suggestion, told)
    assert.strictEqual(refusal("alpka", searched).suggestion, `Nearest: alpha. ${told}`)
    assert.strictEqual(refusal("alpha@Maker", searched).suggestion, "Not set in the environment: MAKER_KEY.")
    assert.include(refusal("alpha@sout", searched).suggestion, "Did you mean 'south'?")
  })

  it("an unknown id goes as it is to an open provider: the one named, or the only one", () => {
    const one = indexOf([endpoint("north", "alpha-1", { model: "alpha" })], { shop: { open: true } })
    assert.deepStrictEqual(ids("what@shop", one), ["shop/what"])
    assert.deepStrictEqual(ids("what", one), ["shop/what"])
    assert.isTrue(item("what", one).passthrough)
    assert.strictEqual(refusal("what@north", one).code, "model_not_found")
    const two = indexOf([], { shop: { open: true }, mall: { open: true } })
    assert.strictEqual(refusal("what", two).code, "model_not_found")
  })

  it("what looks like grammar is an id where one stands so", () => {
    assert.deepStrictEqual(ids("odd:cost"), ["south/odd:cost"])
    assert.strictEqual(refusal("odd:free").code, "model_not_found")
  })

  it("names of objects' own inheritance and hostile texts are just unknown", () => {
    for (const expression of [
      "__proto__",
      "constructor",
      "",
      "@",
      "a@__proto__",
      "@south",
      "\ud800",
      "x".repeat(1e5)
    ]) {
      const found = Resolve.resolve(index, expression)
      assert.strictEqual(found.type, "refused", expression.slice(0, 20))
      assert.isBelow(JSON.stringify(found).length, 600)
    }
  })

  it("the path of the expression is told", () => {
    const found = Resolve.resolve(index, "alpka", { param: "gateway.models[1]" })
    assert.strictEqual(found.type === "refused" ? found.refusal.param : "", "gateway.models[1]")
  })
})
