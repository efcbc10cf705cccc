import { anthropic } from "@turnout/anthropic"
import { google } from "@turnout/google"
import { openai } from "@turnout/openai"
import type * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import OpenAI from "openai"
import { createRouter, type TurnoutRouter } from "turnout"
import * as Upstream from "../upstream.ts"

export interface House {
  readonly client: OpenAI
  readonly router: TurnoutRouter
  readonly server: ScriptedHttp.ScriptedHttp
  /** The bodies that the vendor received. */
  readonly bodies: () => ReadonlyArray<{ readonly [key: string]: unknown }>
}

/** Models whose endpoints translate: a chat vendor's, Anthropic's, Google's. */
export const models = { chat: "gpt-4o-mini", anthropic: "claude-sonnet-4-5", google: "gemini-2.5-flash" }

/** The official SDK, its retries on, before a router whose vendors are all one script. */
export const inHouse = (
  script: ScriptedHttp.Script,
  test: (house: House) => Promise<void>,
  apis?: "chat"
): Promise<void> =>
  Upstream.withUpstream(script, async (server) => {
    await using router = createRouter({
      providers: [
        openai({
          apiKey: "sk-a",
          baseUrl: `${server.url}/v1`,
          ...(apis === undefined ? {} : { api: apis })
        } as Parameters<typeof openai>[0]),
        anthropic({ apiKey: "sk-b", baseUrl: server.url }),
        google({ apiKey: "k-c", baseUrl: `${server.url}/v1beta` })
      ]
    })
    await test({
      client: new OpenAI({ apiKey: "sk-unused", fetch: router.fetch }),
      router,
      server,
      bodies: () => server.requests.map(({ body }) => JSON.parse(body))
    })
  })
