import { LLMock } from "@copilotkit/aimock"
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import type { Options } from "./options.ts"

/** What the first stand-in does: answers 503, answers after a second, or answers as the other one does. */
export type Trouble = "failing" | "late" | "none"

/** Two vendor accounts, and how many requests each has seen: its own journal, or nothing where it is the real one. */
export interface Vendors {
  readonly providers: ReadonlyArray<ReturnType<typeof openai> | ReturnType<typeof anthropic>>
  readonly journals: () => { readonly [vendor: string]: number }
  /** From the next request on; real vendors do as they do. */
  readonly trouble: (trouble: Trouble) => void
  readonly stop: () => Promise<void>
}

const live = (): Vendors => ({
  providers: [openai(), anthropic()],
  journals: () => ({}),
  trouble: () => {},
  stop: () => Promise.resolve()
})

/** Says what it was asked, so that an answer can be told from a canned one. */
const answer = (prompt: string) =>
  `You asked: “${prompt}” I am a stand-in on loopback, so I only say it back. ` +
  "But I was reached in process: your program called a function, and no gateway stood in between."

const standIn = () => new LLMock({ port: 0, host: "127.0.0.1", logLevel: "silent", chunkSize: 6 })

const answering = (mock: LLMock, streamingProfile: { ttft?: number; tps?: number; jitter?: number }) =>
  mock.clearFixtures().on(
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
    { streamingProfile }
  )

const overloaded = {
  status: 503,
  error: { type: "server_error", message: "The engine is overloaded right now." }
}

const loopback = async (options: Options): Promise<Vendors> => {
  const [first, second] = [standIn(), standIn()]
  const pace = options.json ? {} : { ttft: 300, tps: 60, jitter: 0.4 }
  answering(first, pace)
  answering(second, pace)
  await Promise.all([first.start(), second.start()])
  return {
    providers: [
      openai({ apiKey: "sk-loopback", baseUrl: `${first.url}/v1` }),
      anthropic({ apiKey: "sk-ant-loopback", baseUrl: `${second.url}/v1` })
    ],
    journals: () => ({ openai: first.getRequests().length, anthropic: second.getRequests().length }),
    trouble: (trouble) => {
      if (trouble === "failing" && !options.healthy) first.clearFixtures().on({}, overloaded)
      else answering(first, trouble === "late" && !options.healthy ? { ...pace, ttft: 2_000 } : pace)
    },
    stop: async () => {
      await Promise.all([first.stop(), second.stop()])
    }
  }
}

export const start = (options: Options): Promise<Vendors> =>
  options.live ? Promise.resolve(live()) : loopback(options)
