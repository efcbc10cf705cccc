/** Anthropic's Messages: in process, and through Anthropic's client. */
import Anthropic from "@anthropic-ai/sdk"
import * as Scene from "./scene.ts"

const user: Anthropic.MessageParam = {
  role: "user",
  content: [
    { type: "text", text: Scene.question },
    { type: "image", source: { type: "base64", media_type: "image/png", data: Scene.pixel } }
  ]
}
const { description, model, parameters, schema, system } = Scene
const asked = {
  model,
  system,
  max_tokens: 500,
  tools: [{ name: "weather", description, input_schema: parameters }],
  output_config: { format: { type: "json_schema" as const, schema } }
}

type Params = Anthropic.MessageCreateParamsNonStreaming

const converse = async (create: (body: Params) => Promise<Anthropic.Message>): Promise<Scene.Told> => {
  const first = await create({ ...asked, messages: [user] })
  const uses = first.content.filter((block) => block.type === "tool_use")
  const results: Anthropic.MessageParam = {
    role: "user",
    content: uses.map(({ id }, index) => ({
      type: "tool_result",
      tool_use_id: id,
      content: Scene.results[index]!
    }))
  }
  const turn: Anthropic.MessageParam = { role: "assistant", content: first.content }
  const last = await create({ ...asked, messages: [user, turn, results] })
  const called = uses.map(({ id, input, name }) => ({ id, name, arguments: input }))
  return { called, text: said(last).text }
}

const one: Params = { model, max_tokens: 500, messages: [{ role: "user", content: "Weather?" }] }

const said = ({ content }: Anthropic.Message): Scene.Said => ({
  text: content.map((block) => (block.type === "text" ? block.text : "")).join(""),
  reasoning: content.map((block) => (block.type === "thinking" ? block.thinking : "")).join("")
})

const sdk = ({ router }: Scene.House) =>
  new Anthropic({ apiKey: "unused", fetch: router.fetch, maxRetries: 0 })

const gathered = async (
  events: AsyncIterable<Anthropic.MessageStreamEvent>,
  heard: Scene.Asking["heard"]
): Promise<Scene.Said> => {
  let [text, reasoning] = ["", ""]
  for await (const event of events) {
    if (event.type !== "content_block_delta") continue
    if (event.delta.type === "thinking_delta") reasoning += event.delta.thinking
    if (event.delta.type !== "text_delta") continue
    text += event.delta.text
    heard(event.delta.text)
  }
  return { text, reasoning }
}

export const doors: ReadonlyArray<Scene.Door> = [
  {
    name: "`router.messages`",
    streams: false,
    converse: ({ router }) => converse((body) => router.messages.create(body as never) as never),
    ask: async ({ router }, { signal }) =>
      said((await router.messages.create(one as never, { signal })) as never)
  },
  {
    name: "`@anthropic-ai/sdk`",
    streams: false,
    converse: (house) => converse((body) => sdk(house).messages.create(body)),
    ask: async (house, { signal }) => said(await sdk(house).messages.create(one, { signal }))
  },
  {
    name: "`@anthropic-ai/sdk`, streamed",
    streams: true,
    converse: (house) => converse((body) => sdk(house).messages.stream(body).finalMessage()),
    ask: async (house, { heard, signal }) =>
      gathered(await sdk(house).messages.create({ ...one, stream: true }, { signal }), heard)
  }
]
