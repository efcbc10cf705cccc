import { LLMock } from "@copilotkit/aimock"
import { assert, describe, it } from "@effect/vitest"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { fileURLToPath } from "node:url"
import { turnout } from "./run.ts"

const keys = { OPENAI_API_KEY: "sk-loopback", ANTHROPIC_API_KEY: "sk-ant-loopback" }

const withVendor = async <A>(
  content: string,
  use: (env: { readonly [name: string]: string }, vendor: LLMock) => Promise<A>
): Promise<A> => {
  const vendor = new LLMock({ port: 0, host: "127.0.0.1", logLevel: "silent" })
  vendor.on({}, { content })
  await vendor.start()
  try {
    return await use({ OPENAI_API_KEY: "sk-loopback", OPENAI_BASE_URL: `${vendor.url}/v1` }, vendor)
  } finally {
    await vendor.stop()
  }
}

describe("turnout", () => {
  it("says what it can do, each command too", async () => {
    const { code, stdout } = await turnout([])
    assert.strictEqual(code, 0)
    for (const name of ["models", "plan", "try", "spend"]) {
      assert.include(stdout, name)
      const told = await turnout([name, "--help"])
      assert.strictEqual(told.code, 0)
      for (const line of (stdout + told.stdout).split("\n"))
        assert.isAtMost(line.length, 80, "as wide as a terminal")
      assert.isTrue(told.stdout.startsWith(`turnout ${name}`))
    }
  })

  for (const [args, text] of [
    [["modles"], "There is no command 'modles'. Did you mean 'models'?"],
    [["models", "--provder", "openai"], "There is no option '--provder'. Did you mean '--provider'?"],
    [["plan", "gpt-4o", "--optimise=cost"], "Did you mean '--optimize'?"],
    [["try", "-x", "hello"], "There is no option '-x'."],
    [["try"], "There is no prompt"],
    [["plan"], "takes an expression"],
    [["plan", "gpt-4o", "--seed", "one"], "--seed is a whole number"],
    [["spend"], "--db <file> or --receipts <file>"],
    [["spend", "--db", "x", "--by", "modle"], "There is no --by 'modle'. Did you mean 'model'?"],
    [["spend", "--db", "x", "--since", "a week"], "such as 7d"],
    [["spend", "--db", "x", "--from", "soon"], "--from is a date"]
  ] as const) {
    it(`exits with 2 and says what was meant: ${args.join(" ")}`, async () => {
      const { code, stderr, stdout } = await turnout(args, keys)
      assert.strictEqual(code, 2)
      assert.include(stderr, text)
      assert.strictEqual(stdout, "")
      assert.notInclude(stderr, "    at ")
    })
  }

  it("names the variables to set where the environment holds no key", async () => {
    const { code, stderr } = await turnout(["models"])
    assert.strictEqual(code, 1)
    assert.include(stderr, "OPENAI_API_KEY")
  })
})

describe("turnout models", () => {
  it("lists what the keys can call with prices, and filters", async () => {
    const all = await turnout(["models", "--json"], keys)
    const { data } = JSON.parse(all.stdout) as { data: ReadonlyArray<{ id: string; provider: string }> }
    assert.sameMembers([...new Set(data.map(({ provider }) => provider))], ["openai", "anthropic"])
    const some = await turnout(["models", "4o-mini", "--provider", "openai", "--feature", "tools"], keys)
    assert.match(some.stdout, /^endpoint +input +output +context +max output\n/)
    assert.match(some.stdout, /^openai\/gpt-4o-mini +0\.15 +0\.6 +128000 +16384$/m)
    assert.notInclude(some.stdout, "anthropic/")
    const wrong = await turnout(["models", "--provider", "opnai"], keys)
    assert.include(wrong.stderr, "Did you mean 'openai'?")
  })
})

describe("turnout plan", () => {
  it("prints the table of the decision and sends nothing", async () => {
    await withVendor("never", async (env, vendor) => {
      const { code, stderr, stdout } = await turnout(
        ["plan", "gpt-4o-mini", "gpt-4o", "--optimize", "cost"],
        env
      )
      assert.strictEqual(code, 0, stderr)
      assert.match(stdout, /^2 of 2 candidates/)
      assert.match(stdout, /^1 +openai\/gpt-4o-mini/m)
      assert.strictEqual(vendor.getRequests().length, 0)
      const whole = await turnout(["plan", "gpt-4o", "--json"], env)
      assert.strictEqual((JSON.parse(whole.stdout) as { steps: Array<object> }).steps.length, 1)
      assert.notInclude(whole.stdout, "sk-loopback")
    })
  })

  it("an unknown model is told with the nearest", async () => {
    const { code, stderr } = await turnout(["plan", "gpt-4o-mni"], keys)
    assert.strictEqual(code, 1)
    assert.match(stderr, /404 model_not_found[\s\S]*gpt-4o-mini/)
  })
})

describe("turnout try", () => {
  it("streams the answer to stdout; decision, timeline and cost go to stderr", async () => {
    await withVendor("Hello from \u001b[31mloopback.", async (env, vendor) => {
      const { code, stderr, stdout } = await turnout(["try", "-m", "gpt-4o-mini", "Say", "hello."], env)
      assert.strictEqual(code, 0, stderr)
      assert.strictEqual(stdout, "Hello from ?[31mloopback.\n")
      assert.strictEqual(vendor.getRequests().length, 1)
      assert.match(stderr, /1 of 1 candidates/)
      assert.match(stderr, /answered by openai\/gpt-4o-mini.*\$/)
      assert.match(stderr, /^1 {2}openai\/gpt-4o-mini .*█/m)
      assert.notInclude(stderr, "\u001b")
      const coloured = await turnout(["try", "-m", "gpt-4o-mini", "hello"], { ...env, FORCE_COLOR: "1" })
      assert.include(coloured.stderr, "\u001b[32m")
      const quiet = await turnout(["try", "-q", "-m", "gpt-4o-mini", "hello"], env)
      assert.strictEqual(quiet.stderr, "")
    })
  })

  it("without a model it tries the five cheapest that the keys can call", async () => {
    await withVendor("Hello.", async (env, vendor) => {
      const { code, stderr, stdout } = await turnout(["try", "Say hello."], env)
      assert.strictEqual(code, 0, stderr)
      assert.strictEqual(stdout, "Hello.\n")
      assert.match(stderr, /of 5 candidates/)
      assert.strictEqual(vendor.getRequests().length, 1)
    })
  })

  it("a failed call is its timeline, without a stack and without the key", async () => {
    const vendor = new LLMock({ port: 0, host: "127.0.0.1", logLevel: "silent" })
    vendor.on({}, { status: 401, error: { type: "authentication_error", message: "no" } })
    await vendor.start()
    const env = { OPENAI_API_KEY: "sk-loopback", OPENAI_BASE_URL: `${vendor.url}/v1` }
    const { code, stderr } = await turnout(["try", "-m", "gpt-4o-mini", "hello"], env)
    await vendor.stop()
    assert.strictEqual(code, 1)
    assert.match(stderr, /^1 {2}openai\/gpt-4o-mini .*▒.* failed 401/m)
    assert.notInclude(stderr, "    at ")
    assert.notInclude(stderr, "sk-loopback")
  })

  it("Ctrl-C ends the request at the vendor", async () => {
    const gone = Promise.withResolvers<void>()
    const vendor = createServer((request, response) => {
      request.resume()
      response.writeHead(200, { "content-type": "text/event-stream" })
      const chunk = { id: "c", object: "chat.completion.chunk", created: 1, model: "gpt-4o-mini" }
      const delta = { choices: [{ index: 0, delta: { content: "Hel" }, finish_reason: null }] }
      response.write(`data: ${JSON.stringify({ ...chunk, ...delta })}\n\n`)
      response.once("close", () => gone.resolve())
    })
    await new Promise<void>((resolve) => vendor.listen(0, "127.0.0.1", resolve))
    const url = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}/v1`
    const { code, stdout } = await turnout(
      ["try", "-m", "gpt-4o-mini", "hello"],
      { OPENAI_API_KEY: "sk-loopback", OPENAI_BASE_URL: url },
      { onText: (interrupt) => interrupt() }
    )
    await gone.promise
    vendor.close()
    assert.strictEqual(code, 130)
    assert.strictEqual(stdout, "Hel")
  })
})

describe("the bin of the package turnout", () => {
  const file = fileURLToPath(new URL("../../turnout/bin/turnout.js", import.meta.url))

  it("runs the command where it is installed", async () => {
    const cwd = fileURLToPath(new URL("..", import.meta.url))
    const { code, stdout } = await turnout([], {}, { file, cwd })
    assert.strictEqual(code, 0)
    assert.include(stdout, "turnout <command>")
  })

  it("says how to install it elsewhere", async () => {
    const { code, stderr } = await turnout(["models"], {}, { file, cwd: tmpdir() })
    assert.strictEqual(code, 1)
    assert.include(stderr, "npm install --save-dev @turnout/cli")
  })
})
