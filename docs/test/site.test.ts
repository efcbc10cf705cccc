import { assert, describe, it } from "@effect/vitest"
import { globSync } from "node:fs"
import { request } from "../scripts/site/home.ts"
import { rewrite } from "../scripts/site/links.ts"
import { llms, llmsFull } from "../scripts/site/llms.ts"
import { pages, unlisted } from "../scripts/site/pages.ts"
import { repository, root } from "../scripts/site/repository.ts"
import { slug } from "../scripts/site/slug.ts"
import { stage } from "../scripts/site/stage.ts"

describe("pages of the site", async () => {
  const { dead, pages: staged } = await stage()
  const textOf = (path: string) => staged.find((page) => page.path === path)?.text ?? ""

  it("are every page of docs, each in the navigation", () => {
    assert.deepStrictEqual(unlisted(), [])
    const sources = new Set(pages.map(({ source }) => source))
    const written = globSync("docs/{*,guide/*,decisions/*,reference/*}.md", { cwd: root })
    assert.deepStrictEqual(
      written.filter((file) => !sources.has(file)),
      []
    )
    for (const { path, title } of staged) if (path !== "index") assert.notStrictEqual(title, "", path)
  })

  it("have one for every package", () => {
    const readmes = globSync("packages/{*,providers/*,bridges/*}/package.json", { cwd: root }).map((file) =>
      file.replace("package.json", "README.md")
    )
    const sources = new Set(pages.map(({ source }) => source))
    assert.deepStrictEqual(
      readmes.filter((file) => !sources.has(file)),
      []
    )
  })

  it("link to what there is", () => assert.deepStrictEqual(dead, []))

  it("of a vendor say how to install it, its parameters, its models with prices, and what is checked", () => {
    const groq = textOf("vendors/groq")
    assert.include(groq, "npm install turnout @turnout/groq")
    assert.include(groq, "`GROQ_API_KEY`")
    assert.match(
      groq,
      /\| `openai\/gpt-oss-120b` \| `gpt-oss-120b` \| [\d,]+ \| [\d,]+ \| [\d.]+ \| [\d.]+ \|/
    )
    assert.match(groq, /Dropped for every model, with a warning:\*\* .*`logit_bias`/)
    assert.include(groq, "## What is checked")
  })

  it("are the same whenever they are written", async () => {
    const again = await stage()
    assert.deepStrictEqual(again.pages, staged)
  })

  it("begin with the program whose table is shown", () => {
    const first = textOf("index")
    assert.include(first, JSON.stringify(request.gateway.models).replaceAll(",", ", "))
    assert.include(first, `max_cost_per_1m: ${request.gateway.routing.max_cost_per_1m}`)
    assert.match(first, /\| 1 \| openai\/gpt-4o-mini \|/)
  })

  it("stand in llms.txt by their address, and in llms-full.txt as text", () => {
    const list = llms(staged, "/turnout/")
    for (const path of ["guide/start", "reference/faults", "vendors/groq"]) {
      assert.include(list, `](/turnout/${path}.md)`)
    }
    assert.include(llmsFull(staged, "/"), "# Ten tasks")
  })
})

describe("links of a page", () => {
  const rewritten = (text: string, source = "docs/tour.md") => {
    const dead: Array<string> = []
    return { text: rewrite(text, source, (link) => dead.push(link)), dead }
  }

  it("lead to pages where there is one, and else to the repository", () => {
    assert.strictEqual(rewritten("[a](house.md#words)").text, "[a](/house#words)")
    assert.strictEqual(rewritten("[a](../README.md)").text, "[a](/overview)")
    assert.strictEqual(rewritten("[a](../packages/providers/groq)").text, "[a](/vendors/groq)")
    assert.strictEqual(
      rewritten("[a](../packages/core/src/Price.ts)").text,
      `[a](${repository}/blob/main/packages/core/src/Price.ts)`
    )
    assert.strictEqual(rewritten("[a](../scripts)").text, `[a](${repository}/tree/main/scripts)`)
  })

  it("stay as they are within code, to other hosts and within the page", () => {
    for (const text of [
      "`[a](house.md)`",
      "```md\n[a](house.md)\n```",
      "[a](https://a.example/b.md)",
      "[a](#b)"
    ]) {
      assert.strictEqual(rewritten(text).text, text)
    }
  })

  it("to what there is not are told", () => {
    assert.deepStrictEqual(rewritten("[a](home.md) [b](house.md)").dead, ["home.md"])
  })

  it("have anchors as GitHub writes them", () => {
    for (const [heading, anchor] of [
      ["What a hit is", "what-a-hit-is"],
      ["`max_ttft_ms`, and others", "max_ttft_ms-and-others"],
      ["Keys & tenants", "keys--tenants"]
    ] as const) {
      assert.strictEqual(slug(heading), anchor)
    }
  })
})
