/** The chat API: in process, and through OpenAI's client. */
import OpenAI from "openai"
import { ChatCompletionStream } from "openai/lib/ChatCompletionStream"
import * as Scene from "./scene.ts"

const messages: Array<OpenAI.ChatCompletionMessageParam> = [
  { role: "system", content: Scene.system },
  {
    role: "user",
    content: [
      { type: "text", text: Scene.question },
      { type: "image_url", image_url: { url: Scene.image } }
    ]
  }
]
const { description, model, parameters, schema } = Scene
const asked = {
  model,
  tools: [{ type: "function" as const, function: { name: "weather", description, parameters } }],
  response_format: { type: "json_schema" as const, json_schema: { name: "answer", schema, strict: true } },
  max_completion_tokens: 500
}

/** The bodies of the conversation in this API's own words. */
export const bodies: ReadonlyArray<object> = [
  { ...asked, messages },
  {
    ...asked,
    messages: [
      ...messages,
      {
        role: "assistant",
        tool_calls: Scene.expected.called.map(({ arguments: given, id, name }) => ({
          id,
          type: "function",
          function: { name, arguments: JSON.stringify(given) }
        }))
      },
      ...Scene.expected.called.map(({ id }, index) => ({
        role: "tool",
        tool_call_id: id,
        content: Scene.results[index]
      }))
    ]
  }
]

type Params = OpenAI.ChatCompletionCreateParamsNonStreaming
type Create = (body: Params) => Promise<OpenAI.ChatCompletion>

const converse = async (create: Create): Promise<Scene.Told> => {
  const first = (await create({ ...asked, messages })).choices[0]!.message
  const calls = first.tool_calls as Array<OpenAI.ChatCompletionMessageFunctionToolCall>
  const answers = calls.map(({ id }, index) => ({
    role: "tool" as const,
    tool_call_id: id,
    content: Scene.results[index]!
  }))
  const turn = { role: "assistant" as const, content: null, tool_calls: calls }
  const last = await create({ ...asked, messages: [...messages, turn, ...answers] })
  return {
    called: calls.map(({ function: { arguments: given, name }, id }) => ({
      id,
      name,
      arguments: JSON.parse(given) as unknown
    })),
    text: last.choices[0]!.message.content!
  }
}

const one: Params = { model, messages: [{ role: "user", content: "Weather?" }] }

interface Spoken {
  readonly content?: string | null | undefined
  readonly reasoning_content?: string
}

const said = ({ choices }: OpenAI.ChatCompletion): Scene.Said => {
  const { content, reasoning_content } = choices[0]!.message as Spoken
  return { text: content ?? "", reasoning: reasoning_content }
}

const gathered = async (
  chunks: AsyncIterable<{ readonly choices: ReadonlyArray<{ readonly delta: Spoken }> }>,
  heard: Scene.Asking["heard"]
): Promise<Scene.Said> => {
  let text = ""
  let reasoning: string | undefined
  for await (const { choices } of chunks) {
    const { content, reasoning_content } = choices[0]?.delta ?? {}
    if (reasoning_content !== undefined) reasoning = (reasoning ?? "") + reasoning_content
    if (typeof content !== "string" || content === "") continue
    text += content
    heard(content)
  }
  return { text, reasoning }
}

/** Lines of JSON, of which OpenAI's own code makes the completion. */
const readable = (chunks: AsyncIterable<object>): ReadableStream =>
  new ReadableStream({
    start: async (controller) => {
      const utf8 = new TextEncoder()
      for await (const chunk of chunks) controller.enqueue(utf8.encode(`${JSON.stringify(chunk)}\n`))
      controller.close()
    }
  })

const sdk = ({ router }: Scene.House) => new OpenAI({ apiKey: "unused", fetch: router.fetch, maxRetries: 0 })

export const doors: ReadonlyArray<Scene.Door> = [
  {
    name: "`router.chat`",
    streams: false,
    converse: ({ router }) => converse((body) => router.chat.completions.create(body as never) as never),
    ask: async ({ router }, { signal }) =>
      said((await router.chat.completions.create(one as never, { signal })) as never)
  },
  {
    name: "`router.chat`, streamed",
    streams: true,
    converse: ({ router }) =>
      converse(async (body) => {
        const chunks = await router.chat.completions.create({ ...body, stream: true } as never)
        return ChatCompletionStream.fromReadableStream(readable(chunks as never)).finalChatCompletion()
      }),
    ask: async ({ router }, { heard, signal }) =>
      gathered(
        (await router.chat.completions.create({ ...one, stream: true } as never, { signal })) as never,
        heard
      )
  },
  {
    name: "`openai` SDK, chat",
    streams: false,
    converse: (house) => converse((body) => sdk(house).chat.completions.create(body)),
    ask: async (house, { signal }) => said(await sdk(house).chat.completions.create(one, { signal }))
  },
  {
    name: "`openai` SDK, chat streamed",
    streams: true,
    converse: (house) =>
      converse((body) =>
        sdk(house)
          .chat.completions.stream(body as never)
          .finalChatCompletion()
      ),
    ask: async (house, { heard, signal }) =>
      gathered(await sdk(house).chat.completions.create({ ...one, stream: true }, { signal }), heard)
  }
]
