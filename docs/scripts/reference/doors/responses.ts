/** OpenAI's Responses: in process, and through OpenAI's client. */
import OpenAI from "openai"
import * as Scene from "./scene.ts"

const user: OpenAI.Responses.ResponseInputItem = {
  role: "user",
  content: [
    { type: "input_text", text: Scene.question },
    { type: "input_image", image_url: Scene.image, detail: "auto" }
  ]
}
const { description, model, parameters, schema } = Scene
const asked = {
  model,
  instructions: Scene.system,
  max_output_tokens: 500,
  tools: [{ type: "function" as const, name: "weather", description, parameters, strict: null }],
  text: { format: { type: "json_schema" as const, name: "answer", schema, strict: true } }
}

type Params = OpenAI.Responses.ResponseCreateParamsNonStreaming
type Answer = OpenAI.Responses.Response

const converse = async (create: (body: Params) => Promise<Answer>): Promise<Scene.Told> => {
  const first = await create({ ...asked, input: [user] })
  const calls = first.output.filter((item) => item.type === "function_call")
  const outputs = calls.map(({ call_id }, index) => ({
    type: "function_call_output" as const,
    call_id,
    output: Scene.results[index]!
  }))
  const last = await create({ ...asked, input: [user, ...calls, ...outputs] })
  return {
    called: calls.map(({ arguments: given, call_id, name }) => ({
      id: call_id,
      name,
      arguments: JSON.parse(given) as unknown
    })),
    text: last.output_text
  }
}

const one: Params = { model, input: "Weather?" }

const said = ({ output, output_text }: Answer): Scene.Said => ({
  text: output_text,
  reasoning: output
    .flatMap((item) => (item.type === "reasoning" ? item.summary.map(({ text }) => text) : []))
    .join("")
})

type Events = AsyncIterable<OpenAI.Responses.ResponseStreamEvent>

const final = async (events: Events, heard: Scene.Asking["heard"] = () => {}): Promise<Answer> => {
  let answer: Answer | undefined
  for await (const event of events) {
    if (event.type === "response.output_text.delta") heard(event.delta)
    else if (event.type === "response.completed") answer = event.response
    else if (event.type === "error") throw new Error(event.message)
  }
  return answer!
}

const sdk = ({ router }: Scene.House) => new OpenAI({ apiKey: "unused", fetch: router.fetch, maxRetries: 0 })

export const doors: ReadonlyArray<Scene.Door> = [
  {
    name: "`router.responses`",
    streams: false,
    converse: ({ router }) => converse((body) => router.responses.create(body as never) as never),
    ask: async ({ router }, { signal }) =>
      said((await router.responses.create(one as never, { signal })) as never)
  },
  {
    name: "`router.responses`, streamed",
    streams: true,
    converse: ({ router }) =>
      converse(async (body) => final((await router.responses.stream(body as never)) as never)),
    ask: async ({ router }, { heard, signal }) =>
      said(await final((await router.responses.stream(one as never, { signal })) as never, heard))
  },
  {
    name: "`openai` SDK, Responses",
    streams: false,
    converse: (house) => converse((body) => sdk(house).responses.create(body)),
    ask: async (house, { signal }) => said(await sdk(house).responses.create(one, { signal }))
  },
  {
    name: "`openai` SDK, Responses streamed",
    streams: true,
    converse: (house) =>
      converse(
        async (body) =>
          (await sdk(house)
            .responses.stream(body as never)
            .finalResponse()) as unknown as Answer
      ),
    ask: async (house, { heard, signal }) =>
      said(await final(await sdk(house).responses.create({ ...one, stream: true }, { signal }), heard))
  }
]
