import { isRouterError } from "@turnout/core/RouterError"
import { openai } from "@turnout/openai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { createRouter } from "turnout"
import { isDeepStrictEqual } from "node:util"
import * as AiSdk from "./doors/ai-sdk.ts"
import * as Chat from "./doors/chat.ts"
import * as EffectAi from "./doors/effect-ai.ts"
import * as Messages from "./doors/messages.ts"
import * as Responses from "./doors/responses.ts"
import * as Scene from "./doors/scene.ts"
import { banner, table } from "./markdown.ts"

const doors = [Chat, Responses, Messages, AiSdk, EffectAi].flatMap(({ doors }) => doors)

const within = async <A>(
  script: ScriptedHttp.Script,
  use: (house: Scene.House, vendor: ScriptedHttp.ScriptedHttp) => Promise<A>
): Promise<A> => {
  const vendor = await ScriptedHttp.start(script)
  const baseUrl = `${vendor.url}/v1`
  const router = createRouter({ providers: [openai({ apiKey: "k", baseUrl, api: "chat" })] })
  try {
    return await use({ router, baseUrl }, vendor)
  } finally {
    await router.close()
    await vendor.close()
  }
}

type Body = Scene.Body

/** A body in one spelling: a text alone is a part alone, what is null or off by default says nothing, a schema's name is its caller's. */
const plain = (text: string): Body => {
  const body = JSON.parse(text, (key, value: unknown) => {
    const [part] = Array.isArray(value) && key === "content" && value.length === 1 ? value : []
    if (part?.type === "text") return part.text as unknown
    if (key === "stream" || key === "stream_options" || (key === "content" && value === null))
      return undefined
    if ((key === "detail" || key === "tool_choice") && value === "auto") return undefined
    if (key === "role" && value === "developer") return "system"
    return value
  }) as Body & { readonly response_format?: { readonly json_schema: { readonly schema: unknown } } }
  const { response_format, ...rest } = body
  return response_format === undefined ? rest : { ...rest, schema: response_format.json_schema.schema }
}

const conversation = (door: Scene.Door) =>
  within(Scene.conversation, async (house, vendor) => {
    const told = await door.converse(house)
    return { told, bodies: vendor.requests.map(({ body }) => plain(body)) }
  })

type Spoken = Awaited<ReturnType<typeof conversation>>

const bodies = ({ apart }: Scene.Door, spoken: Spoken, reference: ReadonlyArray<Body>): string => {
  if (isDeepStrictEqual(spoken.bodies, reference)) return "same"
  return apart !== undefined && isDeepStrictEqual(spoken.bodies, apart.from(reference))
    ? "same [^1]"
    : "**different**"
}

const quiet = (heard: (text: string) => void = () => {}, signal = new AbortController().signal) => ({
  heard,
  signal
})

const reasoning = (door: Scene.Door) =>
  within(Scene.thinking, async (house) => {
    const said = await door.ask(house, quiet())
    return isDeepStrictEqual({ ...said }, { text: "Rain.", reasoning: "I look outside." })
      ? "told"
      : "**lost**"
  })

const rejection = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => undefined,
    (error: unknown) => error ?? "?"
  )

/** Leaves with the first piece of a stream, and of a whole answer once the vendor was asked. */
const abort = (door: Scene.Door) =>
  within(Scene.silence, async (house, vendor) => {
    const controller = new AbortController()
    const leave = () => controller.abort()
    const asked = rejection(door.ask(house, quiet(door.streams ? leave : undefined, controller.signal)))
    const request = await vendor.request(0)
    if (!door.streams) leave()
    const outcome = await request.outcome
    await asked
    return outcome === "aborted" ? "closed at the vendor" : "**open**"
  })

/** The status that a caller finds in an error, wherever its client keeps it. */
const statusOf = (error: unknown): unknown => {
  if (typeof error !== "object" || error === null) return undefined
  const { cause, status, statusCode } = error as { cause?: unknown; status?: unknown; statusCode?: unknown }
  if (isRouterError(error)) return error.status
  return status ?? statusCode ?? statusOf(cause)
}

const before = (door: Scene.Door) =>
  within(Scene.refused, async (house) => String(statusOf(await rejection(door.ask(house, quiet())))))

const after = (door: Scene.Door): Promise<string> =>
  within(Scene.broken, async (house) => {
    if (!door.streams) return "–"
    let text = ""
    const error = await rejection(
      door.ask(
        house,
        quiet((piece) => void (text += piece))
      )
    )
    if (error === undefined) return "**looks whole**"
    return text === "Ra" ? "error behind it" : "**text lost**"
  })

/** One conversation and four calls through every door. */
export const through = async (): Promise<string> => {
  const reference = Chat.bodies.map((body) => plain(JSON.stringify(body)))
  const rows: Array<ReadonlyArray<string>> = []
  for (const door of doors) {
    const spoken = await conversation(door)
    rows.push([
      door.name,
      bodies(door, spoken, reference),
      isDeepStrictEqual(spoken.told, Scene.expected) ? "same" : "**different**",
      await reasoning(door),
      await abort(door),
      await before(door),
      await after(door)
    ])
  }
  const header = [
    "door",
    "bodies upstream",
    "calls and answer",
    "reasoning",
    "the caller leaves",
    "refused before the first token",
    "broken after it"
  ]
  const why = doors.find(({ apart }) => apart !== undefined)?.apart?.why
  return `${banner}
# One conversation through every door

One conversation (a system message, an image, two tools side by side and their results, an answer held to a schema), then one question four times: the vendor reasons, the caller leaves, the vendor refuses, the vendor breaks off. The vendor is a server on loopback that speaks OpenAI's chat API; each door is used by its own client. Bodies are compared with what \`router.chat\` was given, apart from how a stream is asked for, from defaults that are written out (\`tool_choice: "auto"\`, \`detail: "auto"\`), and from a schema's name, which Messages has no word for.

${table(header, rows)}

–: an answer that is asked for whole has no part that comes first.

[^1]: ${why}
`
}
