import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"

/* Answers as OpenAI's API gives them. */

const envelope = { id: "chatcmpl-up", created: 1_700_000_000, model: "gpt-4o-mini-2024-07-18" }
const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 }

export const message = (message: object, finish_reason = "stop"): ScriptedHttp.Answer =>
  ScriptedHttp.json({
    ...envelope,
    object: "chat.completion",
    choices: [
      { index: 0, message: { role: "assistant", content: null, ...message }, finish_reason, logprobs: null }
    ],
    usage
  })

export const text = (content: string) => message({ content })

const event = (data: object | string) => `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`

export const delta = (delta: object, finish_reason: string | null = null) =>
  event({
    ...envelope,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason, logprobs: null }]
  })

/** What comes after the last content of a good stream. */
export const tail = (reason = "stop") => [
  delta({}, reason),
  event({ ...envelope, object: "chat.completion.chunk", choices: [], usage }),
  event("[DONE]")
]

export const streamed = (...contents: ReadonlyArray<string>) =>
  ScriptedHttp.sse([
    delta({ role: "assistant", content: "" }),
    ...contents.map((content) => delta({ content })),
    ...tail()
  ])

export const refusal = (status: number, error: object, headers: Record<string, string> = {}) =>
  ScriptedHttp.json({ error }, { status, headers })

/** One upstream for as long as the test runs. */
export const withUpstream = async (
  script: ScriptedHttp.Script,
  test: (server: ScriptedHttp.ScriptedHttp) => Promise<void>
): Promise<void> => {
  const server = await ScriptedHttp.start(script)
  try {
    await test(server)
  } finally {
    await server.close()
  }
}

/** A stream that says something and then, instead of its end, this. */
export const broken = (events: ReadonlyArray<string>, last: object): ScriptedHttp.Answer =>
  ScriptedHttp.sse([...events, event(last)])
