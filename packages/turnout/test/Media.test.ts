import { assert, describe, it } from "@effect/vitest"
import { openaiCompatible } from "@turnout/openai-compatible"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { layerPublic } from "@turnout/transport-undici/PublicUndici"
import * as Downloads from "@turnout/wire/Downloads"
import { Layer } from "effect"
import { type ChatRequest, createRouter, isRouterError, type TurnoutRouter } from "turnout"
import * as Upstream from "./upstream.ts"

const loopback = (address: string) => address === "127.0.0.1"

const png = Uint8Array.from({ length: 3000 }, (_, index) => index % 256)
const dataUri = `data:image/png;base64,${Buffer.from(png).toString("base64")}`

const account = (id: string, baseUrl: string, image_url: "yes" | "no" = "no") =>
  openaiCompatible({
    id,
    baseUrl,
    models: { m: { capabilities: { features: { image: "yes", image_url } } } }
  })

const asking = (urls: ReadonlyArray<string>, more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: "m",
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "What is this?" },
        ...urls.map((url) => ({ type: "image_url", image_url: { url, detail: "low" } }) as const)
      ]
    }
  ],
  gateway: { routing: { order: ["a", "b"] }, include: ["attempts"] },
  ...more
})

interface Body {
  readonly messages: ReadonlyArray<{
    readonly content: ReadonlyArray<{ readonly image_url?: { readonly url: string } }>
  }>
}

const images = (server: ScriptedHttp.ScriptedHttp, index = 0) =>
  (JSON.parse(server.requests[index]!.body) as Body).messages[0]!.content.flatMap(
    ({ image_url }) => image_url?.url ?? []
  )

/** A host of images, and two upstreams. */
const house = async (
  scripts: {
    readonly images: ScriptedHttp.Script
    readonly a: ScriptedHttp.Script
    readonly b?: ScriptedHttp.Script
  },
  use: (servers: { readonly [name in "images" | "a" | "b"]: ScriptedHttp.ScriptedHttp }) => Promise<void>
) => {
  const servers = {
    images: await ScriptedHttp.start(scripts.images),
    a: await ScriptedHttp.start(scripts.a),
    b: await ScriptedHttp.start(scripts.b ?? [Upstream.text("from b")])
  }
  try {
    await use(servers)
  } finally {
    await Promise.all(Object.values(servers).map((server) => server.close()))
  }
}

/** What a host would give, but for this machine's being let through. */
const downloads = (server: ScriptedHttp.ScriptedHttp) =>
  Downloads.layer({ ports: [Number(new URL(server.url).port)] }).pipe(
    Layer.provide(layerPublic({ allowInTests: loopback }))
  )

const closing = async (router: TurnoutRouter, use: () => Promise<void>) => {
  try {
    await use()
  } finally {
    await router.close()
  }
}

const image: ScriptedHttp.Answer = { headers: { "content-type": "image/png" }, body: png }

describe("an image by its address, for an endpoint that takes none", () => {
  it("excludes the endpoint as long as the host has not let us fetch it", () =>
    house({ images: [image], a: [] }, async (servers) => {
      const router = createRouter({
        providers: [account("a", servers.a.url), account("b", servers.b.url, "yes")]
      })
      await closing(router, async () => {
        const url = `${servers.images.url}/x.png`
        const { choices } = await router.chat.completions.create({ ...asking([url]), stream: false })
        assert.strictEqual(choices[0]?.message.content, "from b")
        assert.deepStrictEqual(images(servers.b), [url])
        assert.deepStrictEqual([servers.images.requests.length, servers.a.requests.length], [0, 0])
      })
    }))

  it("is fetched, and goes out as data, unary and streamed; the ledger says so and no warning does", () =>
    house(
      { images: () => image, a: [Upstream.text("a cat"), Upstream.streamed("a ", "cat")] },
      async (servers) => {
        const router = createRouter({
          providers: [account("a", servers.a.url)],
          download: downloads(servers.images)
        })
        await closing(router, async () => {
          const request = asking([`${servers.images.url}/x.png?s=secret`], { gateway: {} })
          const answer = await router.chat.completions.create({ ...request, stream: false })
          assert.deepStrictEqual(answer.routing_metadata.warnings, [])
          const streamed = await router.chat.completions.create({ ...request, stream: true })
          for await (const chunk of streamed) assert.isDefined(chunk)
          assert.deepStrictEqual([images(servers.a), images(servers.a, 1)], [[dataUri], [dataUri]])
          // What is printed ahead fetches nothing, and says what would become of it.
          const plan = await router.plan(request)
          assert.strictEqual(servers.images.requests.length, 2)
          assert.deepInclude(plan.steps[0]?.ledger[0], {
            action: "translated",
            param: "messages[0].content[1].image_url.url"
          })
        })
      }
    ))

  it("is fetched once for all attempts of a call, however often it stands in it", () =>
    house(
      { images: () => image, a: [Upstream.refusal(500, {}), Upstream.text("from a")] },
      async (servers) => {
        const router = createRouter({
          providers: [account("a", servers.a.url)],
          download: downloads(servers.images),
          routing: { order: ["a"] }
        })
        await closing(router, async () => {
          const url = `${servers.images.url}/x.png`
          const request = asking([url, dataUri, url], { gateway: {} })
          const answer = await router.chat.completions.create({ ...request, stream: false })
          assert.strictEqual(answer.choices[0]?.message.content, "from a")
          assert.deepStrictEqual([servers.a.requests.length, servers.images.requests.length], [2, 1])
          assert.deepStrictEqual(images(servers.a, 1), [dataUri, dataUri, dataUri])
        })
      }
    ))

  it("that cannot be had is the next endpoint's turn, and reaches no vendor that takes no addresses", () =>
    house({ images: [{ status: 404 }], a: [] }, async (servers) => {
      const router = createRouter({
        providers: [account("a", servers.a.url), account("b", servers.b.url, "yes")],
        download: downloads(servers.images)
      })
      await closing(router, async () => {
        const answer = await router.chat.completions.create({
          ...asking([`${servers.images.url}/x.png`]),
          stream: false
        })
        assert.strictEqual(answer.choices[0]?.message.content, "from b")
        assert.deepStrictEqual(
          answer.routing_metadata.attempts?.map(({ outcome, skipped, rule }) => [outcome, skipped, rule]),
          [
            ["skipped", "media", "download:status"],
            ["answered", undefined, undefined]
          ]
        )
        assert.deepStrictEqual(servers.a.requests, [])
      })
    }))

  it("of this machine's own network is never fetched with what createRouter brings itself", () =>
    house({ images: () => image, a: [] }, async (servers) => {
      const { port } = new URL(servers.images.url)
      const router = createRouter({
        providers: [account("a", servers.a.url)],
        download: { ports: [Number(port)] }
      })
      await closing(router, async () => {
        for (const host of ["127.0.0.1", "localhost"]) {
          const error: unknown = await router.chat.completions
            .create({ ...asking([`http://${host}:${port}/x.png`], { gateway: {} }), stream: false })
            .catch((error: unknown) => error)
          assert.isTrue(isRouterError(error))
          if (!isRouterError(error)) continue
          assert.deepStrictEqual([error.status, error.code], [400, "required_params_not_supported"])
          assert.strictEqual(error.attempts[0]?.rule, "download:address")
          assert.strictEqual(error.param, "messages[0].content[1].image_url.url")
          assert.include(error.message, `${host}:${port}`)
        }
        assert.deepStrictEqual([servers.images.requests.length, servers.a.requests.length], [0, 0])
      })
    }))

  it("is waited for no longer than the deadline of the call, and the error names who did not give it", () =>
    house({ images: () => new Promise(() => {}), a: [] }, async (servers) => {
      const router = createRouter({
        providers: [account("a", servers.a.url)],
        download: downloads(servers.images)
      })
      await closing(router, async () => {
        const url = `${servers.images.url}/x.png`
        const error: unknown = await router.chat.completions
          .create({ ...asking([url], { gateway: { routing: { deadline_ms: 200 } } }), stream: false })
          .catch((error: unknown) => error)
        assert.isTrue(isRouterError(error))
        if (!isRouterError(error)) return
        assert.deepStrictEqual([error.status, error.provider], [504, undefined])
        assert.include(error.message, new URL(url).host)
        assert.deepStrictEqual(
          error.attempts.map(({ outcome, skipped }) => [outcome, skipped]),
          [["skipped", "media"]]
        )
        assert.deepStrictEqual(servers.a.requests, [])
      })
    }))
})
