import { readdirSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Failure from "@turnout/core/Failure"
import * as AnthropicMessages from "@turnout/wire/AnthropicMessages"
import * as Gemini from "@turnout/wire/Gemini"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import type { SseFrame } from "@turnout/wire/Framing"
import type { Protocol } from "@turnout/wire/Protocol"

const protocols = {
  "openai-chat": OpenAiChat.protocol,
  "anthropic-messages": AnthropicMessages.protocol,
  gemini: Gemini.protocol
}

/** An error as a vendor documents it or was seen to send it, and what it means. */
interface Exchange {
  readonly name: string
  readonly protocol: keyof typeof protocols
  readonly status: number
  readonly headers?: { readonly [name: string]: string }
  readonly body: unknown
  /** Inside an accepted answer: as a frame, or as the whole of it. */
  readonly stream?: boolean
  readonly whole?: boolean
  readonly class: Failure.FailureClass
  /** The rule that has to decide: a class that is right for the wrong reason will be wrong for the next body. */
  readonly rule: string
  readonly limit?: number
  readonly got?: number
  readonly retry_after_ms?: number
  readonly should_retry?: boolean
}

const heard = <S>(
  protocol: Protocol<S, SseFrame>,
  { body, headers = {}, protocol: name, status, stream, whole }: Exchange
): unknown => {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  if (whole === true) return protocol.whole(JSON.parse(text))
  if (stream !== true) return protocol.failure(status, headers, text, 0)
  return protocol.step(
    protocol.start(),
    name === "anthropic-messages" ? { event: "error", data: text } : { data: text }
  )
}

const failureOf = (exchange: Exchange): unknown => {
  switch (exchange.protocol) {
    case "openai-chat":
      return heard(protocols["openai-chat"], exchange)
    case "anthropic-messages":
      return heard(protocols["anthropic-messages"], exchange)
    case "gemini":
      return heard(protocols.gemini, exchange)
  }
}

const folder = new URL("classification/", import.meta.url)

for (const file of readdirSync(folder).sort()) {
  const corpus = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as ReadonlyArray<Exchange>
  describe(`classification: ${file.replace(".json", "")}`, () => {
    for (const exchange of corpus) {
      it(`${exchange.status}, ${exchange.name}: ${exchange.class}`, () => {
        const failure = failureOf(exchange)
        if (!Failure.isFailure(failure))
          return assert.fail(`it was taken for an answer: ${JSON.stringify(failure)}`)
        const fields = failure as { readonly limit?: number; readonly got?: number }
        assert.deepStrictEqual(
          {
            class: failure._tag,
            rule: failure.rule,
            limit: fields.limit,
            got: fields.got,
            retry_after_ms: failure.retry_after_ms,
            should_retry: failure.should_retry
          },
          {
            class: exchange.class,
            rule: exchange.rule,
            limit: exchange.limit,
            got: exchange.got,
            retry_after_ms: exchange.retry_after_ms,
            should_retry: exchange.should_retry
          }
        )
      })
    }
  })
}
