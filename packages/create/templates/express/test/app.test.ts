import assert from "node:assert/strict"
import type { AddressInfo } from "node:net"
import { test } from "node:test"
import { Overloaded } from "@turnout/core/Failure"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { createRouter } from "turnout"
import { appOf } from "../src/app.ts"

/** The backend on a free port, with a vendor that follows the script. */
const withApp = async (
  script: FakeProvider.Script,
  use: (url: string, vendor: FakeProvider.FakeProvider) => Promise<void>
): Promise<void> => {
  const vendor = FakeProvider.make({ id: "fake", models: ["small"], script })
  const router = createRouter({ providers: [FakeProvider.layer(vendor)] })
  const server = appOf(router, { models: ["small"] }).listen(0, "127.0.0.1")
  await new Promise((listening) => server.once("listening", listening))
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, vendor)
  } finally {
    server.closeAllConnections()
    server.close()
    await router.close()
  }
}

const ask = (url: string, body: object): Promise<Response> =>
  fetch(`${url}/ask`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body)
  })

test("an answer is streamed to the caller", () =>
  withApp(FakeProvider.text("It scatters blue light."), async (url) => {
    const response = await ask(url, { question: "Why is the sky blue?" })
    assert.equal(response.status, 200)
    assert.equal(await response.text(), "It scatters blue light.")
  }))

test("a question is checked before anything is asked", () =>
  withApp(FakeProvider.text("unused"), async (url, vendor) => {
    assert.equal((await ask(url, {})).status, 400)
    assert.equal(vendor.journal().length, 0)
  }))

test("where no model answers, the caller is told so", () =>
  withApp(FakeProvider.fail(new Overloaded({ message: "Too many at once.", status: 503 })), async (url) => {
    const response = await ask(url, { question: "Are you there?" })
    assert.ok(response.status >= 500)
    const { error } = (await response.json()) as { readonly error: { readonly code: string } }
    assert.equal(typeof error.code, "string")
  }))
