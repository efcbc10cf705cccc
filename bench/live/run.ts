/** Asks vendors the golden requests of their packages, through the router, and tells what is otherwise than in the fixtures. */
import type { ChatRequest } from "@turnout/core/ChatRequest"
import { isRouterError, type RouterError } from "@turnout/core/RouterError"
import * as VendorSuite from "@turnout/testing/VendorSuite"
import { Transport, type TransportResponse } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createRouter } from "turnout"
import { pathsOfBody } from "./paths.ts"

export interface Options {
  readonly subjects: ReadonlyArray<VendorSuite.Subject>
  /** USD, at most, for all requests together: each is reserved at its highest price before it is sent. */
  readonly spend_usd: number
  readonly transport: Layer.Layer<Transport>
  /** Prints one line. */
  readonly tell: (line: string) => void
}

export interface Summary {
  readonly asked: number
  readonly failed: number
  readonly skipped: number
  readonly spent_usd: number
}

const workspace_id = "live"

export const run = async ({ spend_usd, subjects, tell, transport }: Options): Promise<Summary> => {
  const heard = new Heard()
  let [asked, failed, skipped, spent_usd] = [0, 0, 0, 0]
  for (const subject of subjects) {
    const router = createRouter({
      providers: [subject.layer()],
      transport: Layer.effect(Transport, Effect.map(Transport, heard.transport)).pipe(
        Layer.provide(transport)
      ),
      budgets: {
        rules: [{ scope: "workspace", period: "daily", limit_usd: spend_usd - spent_usd }],
        reserve: "upper"
      }
    })
    const missing = await router.ready().then(
      () => undefined,
      (error: unknown) => (isRouterError(error) && isMissing(error) ? error.message : Promise.reject(error))
    )
    if (missing !== undefined) {
      skipped += 1
      tell(`- ${subject.name}: skipped. ${missing}`)
      await router.close()
      continue
    }
    const { text, toolCall } = subject.family.fixtures
    // Of binary framing nothing is compared but whole answers.
    const streams = [text.stream, toolCall.stream].filter((each) => typeof each === "string")
    const known = pathsOfBody(streams.join(""))
    const knownWhole = new Set([text.unary, toolCall.unary].flatMap((body) => [...pathsOfBody(body)]))
    for (const { name, request } of VendorSuite.goldens(subject)) {
      const stream = request.stream === true
      heard.clear()
      const outcome = await ask(
        router,
        { ...request, model: `${request.model ?? subject.model}@${subject.id}` },
        stream
      )
      if (outcome.error !== undefined && heard.isSilent()) {
        skipped += 1
        tell(`- ${subject.name}, ${name}: skipped. ${outcome.error.message}`)
        continue
      }
      asked += 1
      spent_usd += outcome.usd ?? 0
      const cost = outcome.usd === undefined ? "cost unknown" : `$${outcome.usd.toFixed(6)}`
      if (outcome.error !== undefined) {
        failed += 1
        tell(
          `✗ ${subject.name}, ${name}: ${outcome.error.status} ${outcome.error.code}: ${outcome.error.message}`
        )
        continue
      }
      tell(`✓ ${subject.name}, ${name}: ${outcome.finish_reason ?? "no finish reason"}, ${cost}`)
      for (const path of [...heard.paths()].sort()) {
        if (!(stream ? known : knownWhole).has(path)) tell(`    not in the fixtures: ${path}`)
      }
      for (const warning of outcome.warnings) tell(`    warning: ${warning}`)
    }
    await router.close()
  }
  tell(
    `${asked} asked, ${failed} failed, ${skipped} skipped, $${spent_usd.toFixed(6)} spent of $${spend_usd}`
  )
  return { asked, failed, skipped, spent_usd }
}

interface Outcome {
  readonly error?: RouterError
  readonly finish_reason?: string | null | undefined
  readonly usd?: number | undefined
  readonly warnings: ReadonlyArray<string>
}

type Router = ReturnType<typeof createRouter>

const ask = async (router: Router, request: ChatRequest, stream: boolean): Promise<Outcome> => {
  const { completions } = router.with({ principal: { workspace_id } }).chat
  try {
    if (!stream) {
      const answer = await completions.create({ ...request, stream: false })
      return outcomeOf(answer.choices[0]?.finish_reason, answer.routing_metadata)
    }
    let finish: string | null | undefined
    let metadata: Metadata | undefined
    for await (const { choices, routing_metadata } of await completions.create({
      ...request,
      stream: true
    })) {
      finish = choices[0]?.finish_reason ?? finish
      metadata = routing_metadata ?? metadata
    }
    return outcomeOf(finish, metadata)
  } catch (error) {
    if (!isRouterError(error)) throw error
    return { error, warnings: [] }
  }
}

interface Metadata {
  readonly cost?: { readonly usd?: number | undefined } | undefined
  readonly warnings?: ReadonlyArray<{ readonly message: string }> | undefined
}

const outcomeOf = (finish_reason: string | null | undefined, metadata: Metadata = {}): Outcome => ({
  finish_reason,
  usd: metadata.cost?.usd,
  warnings: (metadata.warnings ?? []).map(({ message }) => message)
})

const isMissing = ({ violations }: RouterError) =>
  violations.length > 0 && violations.every(({ code }) => code === "missing_required_parameter")

/** What came from a vendor since it was cleared. */
class Heard {
  private text = ""
  private isSent = false

  clear(): void {
    this.text = ""
    this.isSent = false
  }

  /** Nothing was sent. */
  isSilent(): boolean {
    return !this.isSent
  }

  paths(): ReadonlySet<string> {
    return pathsOfBody(this.text)
  }

  /** The same transport, listened to. It has no `exchange`, so that every answer is read here. */
  readonly transport = ({ ready, send }: Transport["Service"]): Transport["Service"] => ({
    ...(ready === undefined ? {} : { ready }),
    send: (request) =>
      Effect.suspend(() => {
        this.isSent = true
        return Effect.map(send(request), (response) => this.listening(response))
      })
  })

  private listening(response: TransportResponse): TransportResponse {
    const decoder = new TextDecoder()
    return {
      ...response,
      read: Effect.map(response.read, (bytes) => {
        this.text += bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
        return bytes
      })
    }
  }
}
