import { assert, beforeAll, describe, it } from "@effect/vitest"
import { LLMock } from "@copilotkit/aimock"
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import { run } from "./run.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))
const folder = `${root}examples/guides.tmp`

/** `WRITE=1` puts what is printed into the pages: for new blocks, and where the catalog's prices have changed. Read the difference. */
const isWriting = process.env["WRITE"] === "1"

/**
 * The programs of the guides, and of other pages for users, that stand behind `<!-- example: name -->`, and what the page says that they print
 * (`<!-- output: name -->`), but for times.
 */
const examples = globSync(["docs/guide/*.md", "docs/*.md", "docs/site/index.md"], { cwd: root })
  .sort()
  .flatMap((page) => {
    const text = readFileSync(root + page, "utf8")
    const outputs = new Map(
      Array.from(text.matchAll(/<!-- output: ([\w-]+) -->\n\n```\w*\n([\s\S]*?)^```$/gm), (found) => [
        found[1]!,
        found[2]!
      ])
    )
    return Array.from(
      text.matchAll(/<!-- example: ([\w-]+)(?:, ([\w ]+))? -->\n\n```ts\n([\s\S]*?)^```$/gm),
      ([, name = "", scene = "all up", source = ""]) => {
        const output = outputs.get(name)
        outputs.delete(name)
        return { page, name: `${page.replace(/.*\/|\.md/g, "")}-${name}`, scene, source, output }
      }
    ).concat(
      [...outputs.keys()].map((name) => ({
        page,
        name,
        scene: "",
        source: "",
        output: `nothing prints '${name}'`
      }))
    )
  })

const hello = {
  content: "Hello from loopback.",
  usage: { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 }
}
/** What the vendor repeats of the key that it got. */
const secret = "sk-very-secret-key-1234567890"

/** How the stand-in for OpenAI behaves; the one for Anthropic answers. */
const scenes: { readonly [scene: string]: (openai: LLMock) => unknown } = {
  "all up": (openai) => openai.on({}, hello),
  "openai down": (openai) => openai.on({}, { error: { message: "Try later." }, status: 503 }),
  "openai refuses the key": (openai) =>
    openai.on({}, { error: { message: `Incorrect API key provided: ${secret}.` }, status: 401 })
}

/** Says two words of a stream and ends without the protocol's last event. */
const breaking = createServer((request, response) => {
  request.resume()
  response.writeHead(200, { "content-type": "text/event-stream" })
  for (const content of ["Hello ", "from "]) {
    const choices = [{ index: 0, delta: { content }, finish_reason: null }]
    const chunk = { id: "c", object: "chat.completion.chunk", created: 1, model: "gpt-4o-mini", choices }
    response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  }
  response.end()
})

/** Without what differs from run to run: times, and what is drawn of them. */
const steady = (text: string): string =>
  text
    .replace(/\d+(\.\d+)? (ms|s|tokens\/s)\b/g, "0 $2")
    .replace(/[░▒█┄ ]+/g, " ")
    .replace(/ +$/gm, "")
    .trimEnd()

const write = (printed: ReadonlyMap<string, string>): void => {
  for (const page of new Set(examples.map(({ page }) => page))) {
    const of = (name: string) =>
      printed
        .get(`${page.replace(/.*\/|\.md/g, "")}-${name}`)
        ?.replace(/ +$/gm, "")
        .trimEnd()
    const text = readFileSync(root + page, "utf8").replace(
      /(<!-- output: ([\w-]+) -->\n\n```\w*\n)[\s\S]*?^```$/gm,
      (whole, head: string, name: string) => (of(name) === undefined ? whole : `${head}${of(name)}\n\`\`\``)
    )
    writeFileSync(root + page, text)
  }
}

describe("the guides", () => {
  let printed: ReadonlyMap<string, string>
  let said = ""
  const urls: { [scene: string]: string } = {}

  beforeAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    const servers = new Map<string, LLMock>()
    for (const [scene, script] of Object.entries({ ...scenes, anthropic: scenes["all up"]! })) {
      const server = new LLMock({ port: 0, host: "127.0.0.1", logLevel: "silent" })
      script(server)
      await server.start()
      servers.set(scene, server)
    }
    for (const [scene, { url }] of servers) urls[scene] = `${url}/v1`
    await new Promise<void>((listening) => breaking.listen(0, "127.0.0.1", listening))
    urls["openai breaks off"] = `http://127.0.0.1:${(breaking.address() as AddressInfo).port}/v1`
    const ran = await Promise.all(
      [...Object.keys(scenes), "openai breaks off"].map((scene) => {
        // One process for all of a scene: what each prints stands behind its name.
        const file = `${scene.replaceAll(" ", "-")}.mjs`
        const steps = examples.map(({ name, scene: at, source }) => {
          if (at !== scene) return ""
          writeFileSync(`${folder}/${name}.ts`, source)
          return `console.log("\\u0001${name}")\nawait import("./${name}.ts").catch((error) => console.log("THROWN", error))\n`
        })
        writeFileSync(`${folder}/${file}`, `process.chdir(${JSON.stringify(folder)})\n${steps.join("")}`)
        return run(`guides.tmp/${file}`, {
          OPENAI_API_KEY: secret,
          OPENAI_BASE_URL: urls[scene]!,
          ANTHROPIC_API_KEY: "sk-ant-loopback",
          ANTHROPIC_BASE_URL: urls["anthropic"]!
        })
      })
    )
    said = ran.map(({ stderr }) => stderr).join("")
    printed = new Map(
      ran
        .flatMap(({ stdout }) => stdout.split("\u0001").slice(1))
        .map((part) => [part.slice(0, part.indexOf("\n")), part.slice(part.indexOf("\n") + 1)])
    )
    if (isWriting) write(printed)
    return async () => {
      for (const server of servers.values()) await server.stop()
      breaking.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it("have programs, which are silent on stderr", () => {
    assert.isAbove(examples.length, 10)
    assert.strictEqual(said, "")
    assert.deepStrictEqual(
      examples.filter(({ scene }) => !Object.hasOwn(urls, scene)),
      []
    )
  })

  for (const { name, output } of examples) {
    it(`${name} runs, and prints what the page says`, () => {
      const text = printed.get(name)?.trimEnd() ?? "nothing: the one before it ended the process"
      assert.notMatch(text, /^THROWN/m)
      if (output !== undefined) assert.strictEqual(steady(text), steady(output))
      else assert.notStrictEqual(text, "")
    })
  }
})
