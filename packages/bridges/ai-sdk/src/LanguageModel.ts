import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult
} from "@ai-sdk/provider"
import * as RouterError from "@turnout/core/RouterError"
import { toError } from "./answer/errors.ts"
import { CallForm } from "./answer/form.ts"
import { routed } from "./answer/metadata.ts"
import { toUsage } from "./answer/usage.ts"
import { own } from "./request/own.ts"
import { toRequest } from "./request/request.ts"
import type { ChatRouter } from "./ChatRouter.ts"

type Part = LanguageModelV4StreamPart

/** What ends a stream that broke off: it must not look complete. */
const ending = (form: CallForm, error: unknown): ReadonlyArray<Part> => {
  const partial = RouterError.isRouterError(error) ? error.partial : undefined
  return [
    ...(form.telling?.cut() ?? []),
    { type: "error", error: toError(error, form.request) },
    {
      type: "finish",
      finishReason: { unified: "error", raw: undefined },
      usage: toUsage(partial?.usage),
      ...routed(partial?.routing_metadata)
    }
  ]
}

/** One model expression as a language model of the AI SDK. */
export class LanguageModel implements LanguageModelV4 {
  readonly specificationVersion = "v4"
  readonly provider = own
  readonly modelId: string
  /** Images go to vendors by their address. Files of other types are fetched by the AI SDK: not every vendor would. */
  readonly supportedUrls: Record<string, Array<RegExp>> = { "image/*": [/^https?:\/\//i] }
  private readonly router: ChatRouter

  constructor(modelId: string, router: ChatRouter) {
    this.modelId = modelId
    this.router = router
  }

  async doGenerate(options: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    const form = new CallForm(toRequest(this.modelId, options))
    try {
      return await this.router.answerAs(form, { signal: options.abortSignal })
    } catch (error) {
      throw toError(error, form.request)
    }
  }

  /** Resolves once an attempt has content: what failed before is the call's error, and nothing was told. */
  async doStream(options: LanguageModelV4CallOptions): Promise<LanguageModelV4StreamResult> {
    const { abortSignal: signal, includeRawChunks = false } = options
    const translated = toRequest(this.modelId, options)
    const form = new CallForm(translated, includeRawChunks)
    let parts: AsyncIterator<Part, unknown>
    try {
      const answer = await this.router.startAs(form, { signal })
      parts = answer[Symbol.asyncIterator]()
    } catch (error) {
      throw toError(error, form.request)
    }
    const stream = new ReadableStream<Part>({
      pull: async (controller) => {
        try {
          const { done, value } = await parts.next()
          if (done === true) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          if (signal?.aborted === true) return controller.error(error)
          for (const part of ending(form, error)) controller.enqueue(part)
          controller.close()
        }
      },
      cancel: async () => {
        await parts.return?.()
      }
    })
    return { stream, request: { body: form.request } }
  }
}
