import { assert, describe, it } from "@effect/vitest"
import * as Fixtures from "@turnout/testing/Fixtures"
import * as ProviderSuite from "@turnout/testing/ProviderSuite"
import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import { layerFetch } from "@turnout/wire/TransportFetch"
import * as Vendor from "@turnout/wire/Vendor"
import { readFileSync } from "node:fs"

const Plain: Vendor.Vendor = Vendor.define({
  id: "plain",
  protocol: OpenAiChat.protocol,
  baseUrl: "https://api.plain.example/v1",
  path: "/chat/completions",
  auth: Auth.bearer,
  env: { apiKey: "PLAIN_API_KEY", baseUrl: "PLAIN_BASE_URL" }
})

ProviderSuite.run({ name: "plain", make: Plain.make, fixtures: Fixtures.openAiChat }, { fetch: layerFetch })

describe("a vendor without quirks", () => {
  it("takes 45 lines, its test included", () => {
    assert.isAtMost(readFileSync(new URL(import.meta.url), "utf8").split("\n").length, 45)
  })
})
