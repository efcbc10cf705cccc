import { assert, describe, it } from "@effect/vitest"
import * as ModelExpression from "@turnout/core/ModelExpression"
import type { Expression, ParseError, Term } from "@turnout/core/ModelExpression"

const models = ["gpt-4o", "claude-sonnet-4", "beta@2024", "odd:cost", "south/alpha"]
const strategies: { readonly [word: string]: string } = {
  cost: "cost",
  "cost-focus": "cost-focus",
  floor: "cost-focus",
  nitro: "tps-focus",
  fast: "ttft"
}
const options: ModelExpression.Options = {
  isKnown: (id) => models.includes(id),
  isEndpoint: (id) => id === "south/alpha",
  isKnownAt: (id, provider) => id === "wire:cost" && provider === "south",
  isProvider: (name) => ["openai", "groq", "anthropic", "south", "ttft"].includes(name),
  strategy: (word) => (Object.hasOwn(strategies, word) ? strategies[word] : undefined)
}

const parse = (text: string, more: Partial<ModelExpression.Options> = {}): Expression => {
  const found = ModelExpression.parse(text, { ...options, ...more })
  if (ModelExpression.isError(found)) throw new Error(`${text}: ${JSON.stringify(found)}`)
  return found
}
const refused = (text: string, more: Partial<ModelExpression.Options> = {}): ParseError => {
  const found = ModelExpression.parse(text, { ...options, ...more })
  if (!ModelExpression.isError(found)) throw new Error(`${text} was read as ${ModelExpression.print(found)}`)
  return found
}
const terms = (route: string): ReadonlyArray<Term> => {
  const found = parse(`gpt-4o@${route}`).items[0]!.route
  return found?.type === "terms" ? found.terms : []
}
const print = (text: string) => ModelExpression.print(parse(text))
const model = (id: string) => ({ type: "model", id }) as const
const at = (name: string) => ({ type: "provider", name }) as const

describe("plain ids and suffixes", () => {
  it("an exact id is tried before any grammar, whatever it looks like", () => {
    for (const id of models) assert.deepStrictEqual(parse(id).items, [{ model: model(id) }], id)
  })

  it("the split is at the last @, and unknown ids are ids all the same", () => {
    assert.deepStrictEqual(parse("beta@2024@openai").items, [
      { model: model("beta@2024"), route: at("openai") }
    ])
    assert.deepStrictEqual(parse("new/one@openai").items, [{ model: model("new/one"), route: at("openai") }])
    assert.deepStrictEqual(parse("new/one").items, [{ model: model("new/one") }])
  })

  it("a suffix is one colon and a known word, by its current name", () => {
    assert.deepStrictEqual(parse("gpt-4o:cost").items, [{ model: model("gpt-4o"), suffix: "cost" }])
    for (const [word, current] of Object.entries(strategies)) {
      assert.strictEqual(parse(`gpt-4o:${word}`).items[0]!.suffix, current)
    }
    assert.deepStrictEqual(parse("router:fast").items, [{ model: { type: "router" }, suffix: "ttft" }])
  })

  it("anything else behind a colon is part of the id", () => {
    for (const id of ["gpt-4o:free", "gpt-4o:x:cost", "ft:gpt-4o:cost", ":cost", "gpt-4o:constructor"]) {
      assert.deepStrictEqual(parse(id).items, [{ model: model(id) }], id)
    }
  })

  it("a suffix beside @ is refused, but not an id that ends like one", () => {
    const { message, position, length } = refused("gpt-4o:cost@openai")
    assert.deepStrictEqual([position, length], [6, 5])
    assert.include(message, "':cost'")
    assert.deepStrictEqual(parse("odd:cost@openai").items[0]!.model, model("odd:cost"))
    assert.deepStrictEqual(parse("wire:cost@south").items[0]!.model, model("wire:cost"))
    assert.deepStrictEqual(parse("gpt-4o:free@openai").items[0]!.model, model("gpt-4o:free"))
  })
})

describe("terms", () => {
  it("a metric by any of its names is a sort in its good direction, and a prefix turns it", () => {
    const names = {
      quality: ["quality", "q"],
      ttft: ["t", "time-to-first-token"],
      itl: ["itl", "i", "inter-token-latency"],
      cost: ["cost", "c"],
      "input-cost": ["input-cost", "ic"],
      "output-cost": ["output-cost", "oc"],
      "tks-per-sec": ["tks-per-sec", "output-tks-per-sec", "ots"]
    }
    for (const [metric, all] of Object.entries(names)) {
      const good = metric === "quality" || metric === "tks-per-sec" ? "highest" : "lowest"
      for (const name of all) {
        assert.deepEqual<unknown>(terms(name), [{ type: "sort", metric, direction: good }], name)
        for (const direction of ["lowest", "highest"]) {
          const wanted = [{ type: "sort", metric, direction }]
          assert.deepEqual<unknown>(terms(`${direction}-${name}`), wanted, name)
        }
      }
    }
  })

  it("a provider's name is a provider, also where a metric is called so; a direction means the metric", () => {
    assert.deepStrictEqual(parse("gpt-4o@ttft").items[0]!.route, at("ttft"))
    assert.deepStrictEqual(terms("lowest-ttft"), [{ type: "sort", metric: "ttft", direction: "lowest" }])
  })

  it("thresholds: one or several on a metric, all operators", () => {
    assert.deepStrictEqual(terms("c<2"), [
      { type: "threshold", metric: "cost", bounds: [{ operator: "<", value: 2 }] }
    ])
    assert.deepStrictEqual(terms("quality>=0.8<0.95"), [
      {
        type: "threshold",
        metric: "quality",
        bounds: [
          { operator: ">=", value: 0.8 },
          { operator: "<", value: 0.95 }
        ]
      }
    ])
    assert.strictEqual(print("gpt-4o@itl<=15>1|ic<.5"), "gpt-4o@itl<=15>1|input-cost<0.5")
  })

  it("weights are numbers, exponents too", () => {
    assert.deepStrictEqual(terms("q:1|c:4.65e-03|t:2.08E+2|i:.5"), [
      { type: "weight", metric: "quality", weight: 1 },
      { type: "weight", metric: "cost", weight: 0.00465 },
      { type: "weight", metric: "ttft", weight: 208 },
      { type: "weight", metric: "itl", weight: 0.5 }
    ])
  })

  it("lists, with ids that hold what the grammar has", () => {
    assert.deepStrictEqual(terms("providers:openai, groq|skip_models:a/b:free,c"), [
      { type: "only", of: "providers", ids: ["openai", "groq"] },
      { type: "skip", of: "models", ids: ["a/b:free", "c"] }
    ])
    assert.deepStrictEqual(parse("router@q>0.5|endpoints:gpt-4o@openai,south/alpha").items, [
      {
        model: { type: "router" },
        route: {
          type: "terms",
          terms: [
            { type: "threshold", metric: "quality", bounds: [{ operator: ">", value: 0.5 }] },
            { type: "only", of: "endpoints", ids: ["gpt-4o@openai", "south/alpha"] }
          ]
        }
      }
    ])
  })

  it("the older form: the number before the metric keeps what is below it", () => {
    assert.strictEqual(print("gpt-4o@lowest-itl<0.5input-cost"), "gpt-4o@lowest-itl|input-cost<0.5")
    assert.strictEqual(print("gpt-4o@highest-tks-per-sec<1oc"), "gpt-4o@highest-tks-per-sec|output-cost<1")
    assert.strictEqual(print("gpt-4o@ttft<0.5ic<15itl"), "gpt-4o@lowest-ttft|input-cost<0.5|itl<15")
    assert.strictEqual(print("gpt-4o@itl<1e-3ic"), "gpt-4o@lowest-itl|input-cost<0.001")
  })

  it("the router is any model, with its scorer's name", () => {
    assert.deepStrictEqual(parse("router@q:1").items[0]!.model, { type: "router" })
    assert.deepStrictEqual(parse("router_mine@q:1").items[0]!.model, { type: "router", scorer: "mine" })
    assert.deepStrictEqual(parse("router").items, [{ model: { type: "router" } }])
    const known = { isKnown: (id: string) => id === "router_x" }
    assert.deepStrictEqual(parse("router_x@openai", known).items[0]!.model, model("router_x"))
  })
})

describe("chains", () => {
  it("models before the first @ take the route to their right, providers behind it the model to their left", () => {
    assert.strictEqual(print("a->b@openai->groq"), "a@openai->b@openai->b@groq")
    assert.strictEqual(print("a@openai->groq->b@anthropic->south"), "a@openai->a@groq->b@anthropic->b@south")
    assert.strictEqual(print("a -> b@lowest-cost"), "a@lowest-cost->b@lowest-cost")
  })

  it("an endpoint's id is whole, wherever it stands", () => {
    assert.strictEqual(
      print("south/alpha->a@openai->south/alpha->groq"),
      "south/alpha->a@openai->south/alpha->a@groq"
    )
    assert.strictEqual(print("south/alpha->south/alpha"), "south/alpha->south/alpha")
  })

  it("what cannot be filled is refused, by its place", () => {
    const { position, length, message } = refused("gpt-4o->claude-sonnet-4")
    assert.deepStrictEqual([position, length], [0, 6])
    assert.include(message, "'gpt-4o'")
    assert.strictEqual(refused("a@openai->").position, 10)
    assert.strictEqual(refused("->a@openai").position, 0)
    assert.strictEqual(refused("@openai").position, 0)
    assert.strictEqual(refused("a@").position, 2)
  })

  it("has five items, or as many as the host says", () => {
    const chain = (count: number) => Array.from({ length: count }, () => "a@openai").join("->")
    assert.strictEqual(parse(chain(5)).items.length, 5)
    assert.strictEqual(refused(chain(6)).position, 5 * 10)
    assert.include(refused(chain(6)).message, "at most 5")
    assert.strictEqual(parse(chain(6), { most: 6 }).items.length, 6)
  })

  it("a suffix cannot be filled", () => assert.strictEqual(refused("gpt-4o:cost->b@openai").position, 6))
})

describe("errors", () => {
  const cases: ReadonlyArray<readonly [text: string, piece: string, nearest: string]> = [
    ["gpt-4o@lowest-ittl", "lowest-ittl", "lowest-itl"],
    ["gpt-4o@q:1|qualty:2", "qualty", "quality"],
    ["gpt-4o@itl<5|provider:openai", "provider", "providers:"],
    ["gpt-4o@skip_provider:openai", "skip_provider", "skip_providers:"],
    ["gpt-4o@itll<5", "itll", "itl"],
    ["gpt-4o@itl<0.5input-csot", "input-csot", "input-cost"],
    ["a@openai->b@cots|q", "cots", "cost"]
  ]
  for (const [text, piece, near] of cases) {
    it(`${text} names '${piece}', its position and '${near}'`, () => {
      const error = refused(text)
      assert.strictEqual(text.slice(error.position, error.position + error.length), piece)
      assert.include(error.message, `'${piece}'`)
      assert.strictEqual(error.expected[0], near)
    })
  }

  it("what is missing or no number is told where", () => {
    const places: ReadonlyArray<readonly [text: string, position: number, message: string]> = [
      ["m@q:", 4, "a number is missing"],
      ["m@q:-1", 4, "'-1' is no number"],
      ["m@q:1x", 5, "'x' is no number"],
      ["m@q:1e999", 4, "'1e999' is no number"],
      ["m@q<", 4, "a number is missing"],
      ["m@<5", 2, "a metric is missing"],
      ["m@:5", 2, "a metric is missing"],
      ["m@q|", 4, "a term is missing"],
      ["m@lowest-itl<0.5", 16, "a metric is missing"],
      ["m@ttft<0.5ic<15", 15, "a metric is missing"],
      ["m@ttft<0.5<15itl", 10, "a metric is missing"],
      ["m@ttft>0.5ic", 6, "'>'"],
      ["m@lowest-q:1", 2, "takes its metric alone"],
      ["m@providers:", 12, "lacks an id"],
      ["m@providers:a,,b", 14, "lacks an id"],
      ["q:1|c:2", 3, "'|c:2' stands in no id"],
      ["m@providers:a|q|skip_providers:b", 16, "cannot stand together"],
      ["m@skip_endpoints:a|endpoints:b", 19, "cannot stand together"]
    ]
    for (const [text, position, message] of places) {
      const error = refused(text)
      assert.strictEqual(error.position, position, text)
      assert.include(error.message, message, text)
    }
  })

  it("hold little of a long text, and no control characters", () => {
    const error = refused(`m@${"\u0007".repeat(500)}|q`)
    assert.isBelow(error.message.length, 100)
    assert.notMatch(error.message, /\p{Cc}/u)
    assert.strictEqual(refused("x".repeat(20_000)).position, ModelExpression.maxLength)
  })
})

describe("regions", () => {
  it("are tried as they are written, and none is empty", () => {
    assert.deepStrictEqual(ModelExpression.regions("us-east1->us-west1"), ["us-east1", "us-west1"])
    assert.deepStrictEqual(ModelExpression.regions("eu"), ["eu"])
    for (const text of ["", "a->", "->a", "a->->b"]) {
      const found = ModelExpression.regions(text)
      assert.isTrue("type" in found, text)
    }
  })
})
