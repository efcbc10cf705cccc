import { LLMock } from "@copilotkit/aimock"
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import type { Options } from "./options.ts"

/** Two vendor accounts, and how many requests each has seen: its own journal, or nothing where it is the real one. */
export interface Vendors {
  readonly providers: ReadonlyArray<ReturnType<typeof openai> | ReturnType<typeof anthropic>>
  readonly journals: () => { readonly [vendor: string]: number }
  readonly stop: () => Promise<void>
}

const live = (): Vendors => ({
  providers: [openai(), anthropic()],
  journals: () => ({}),
  stop: () => Promise.resolve()
})

/** Says what it was asked, so that an answer can be told from a canned one. */
const answer = (prompt: string) =>
  `You asked: “${prompt}” I am a stand-in on loopback, so I only say it back. ` +
  "But I was reached in process: your program called a function, and no gateway stood in between."

const standIn = async (options: Options): Promise<LLMock> => {
  const mock = new LLMock({ port: 0, host: "127.0.0.1", logLevel: "silent", chunkSize: 6 })
  mock.on(
    {},
    ({ messages }) => {
      const last = messages.at(-1)?.content
      const prompt = typeof last === "string" ? last : (last ?? []).map((part) => part.text ?? "").join("")
      const content = answer(prompt)
      const input_tokens = 12 + Math.ceil(prompt.length / 4)
      const output_tokens = Math.ceil(content.length / 4)
      const openai = { prompt_tokens: input_tokens, completion_tokens: output_tokens }
      return {
        content,
        usage: { input_tokens, output_tokens, ...openai, total_tokens: input_tokens + output_tokens }
      }
    },
    options.json ? {} : { streamingProfile: { ttft: 300, tps: 60, jitter: 0.4 } }
  )
  return mock
}

const overloaded = {
  status: 503,
  error: { type: "server_error", message: "The engine is overloaded right now." }
}

const loopback = async (options: Options): Promise<Vendors> => {
  const first = await standIn(options)
  const second = await standIn(options)
  if (!options.healthy) first.clearFixtures().on({}, overloaded)
  await Promise.all([first.start(), second.start()])
  return {
    providers: [
      openai({ apiKey: "sk-loopback", baseUrl: `${first.url}/v1` }),
      anthropic({ apiKey: "sk-ant-loopback", baseUrl: `${second.url}/v1` })
    ],
    journals: () => ({ openai: first.getRequests().length, anthropic: second.getRequests().length }),
    stop: async () => {
      await Promise.all([first.stop(), second.stop()])
    }
  }
}

export const start = (options: Options): Promise<Vendors> =>
  options.live ? Promise.resolve(live()) : loopback(options)
