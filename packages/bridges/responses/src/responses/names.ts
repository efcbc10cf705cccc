/** The caller's own names of what a chat request calls otherwise: in errors, in warnings, in their texts. */
import type { RouterError, Violation } from "@turnout/core/RouterError"
import * as Errors from "@turnout/core/RouterError"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { Warning } from "@turnout/core/Warning"

/** What was sealed in an item, as a chat request and the vendors' side of it call that. */
const reasoned = /^\.reasoning_details(?:$|[.[].*$)/s

/** What stands behind a place that is known, the longest first; `""`: the place itself. */
const behind: ReadonlyArray<readonly [chat: RegExp, own: string]> = [
  [/^\.image_url\.url(?=$|\.)/, ".image_url"],
  [/^\.image_url\.detail$/, ".detail"],
  [/^\.(image_url|file|function|custom|allowed_tools|json_schema|input_audio)$/, ""],
  [/^\.file\./, "."],
  [/^\.function\./, "."],
  [/^\.custom\./, "."],
  [/^\.allowed_tools\./, "."],
  [/^\.tool_call_id$/, ".call_id"],
  [reasoned, ".encrypted_content"]
]

const renamed = (rest: string): string => {
  for (const [chat, own] of behind) if (chat.test(rest)) return rest.replace(chat, own)
  return rest
}

export class Names {
  private readonly places = new Map<string, string>([
    ["messages", "input"],
    ["max_completion_tokens", "max_output_tokens"],
    ["max_tokens", "max_output_tokens"],
    ["response_format.json_schema", "text.format"],
    ["response_format", "text.format"],
    ["verbosity", "text.verbosity"],
    ["logprobs", "include"],
    ["tool_choice.function", "tool_choice"],
    ["tool_choice.custom", "tool_choice"],
    ["tool_choice.allowed_tools", "tool_choice"]
  ])

  /** `chat` is the dotted path in the chat request of what stands at `own`. */
  set(chat: string, own: string): void {
    this.places.set(chat, own)
  }

  /** A dotted path, or a JSON pointer. */
  own(path: string): string {
    return path.startsWith("/") ? this.pointer(path) : this.dotted(path)
  }

  private dotted(path: string): string {
    for (
      let end = path.length;
      end > 0;
      end = Math.max(path.lastIndexOf(".", end - 1), path.lastIndexOf("[", end - 1))
    ) {
      const own = this.places.get(path.slice(0, end))
      if (own !== undefined) return own + renamed(path.slice(end))
    }
    const item = /^input\[\d+\]/.exec(path)?.[0] ?? ""
    return item === "" ? path : item + path.slice(item.length).replace(reasoned, ".encrypted_content")
  }

  private pointer(path: string): string {
    const tool = /^\/tools\/(\d+)\/(?:function|custom)(?=\/|$)/.exec(path)
    if (tool !== null) {
      const own = /\d+/.exec(this.places.get(`tools[${tool[1]}]`) ?? "")?.[0] ?? tool[1]
      return `/tools/${own}${path.slice(tool[0].length)}`
    }
    return path.replace(/^\/response_format\/json_schema(?=\/|$)/, "/text/format")
  }

  private text(text: string, chat: string, own: string): string {
    return chat === own || chat === "" ? text : text.replaceAll(chat, own)
  }

  violation({ code, message, param }: Violation): Violation {
    const own = this.own(param)
    return { param: own, code, message: this.text(message, param, own) }
  }

  error(error: RouterError): RouterError {
    const violations = error.violations.map((each) => this.violation(each))
    const param = error.param === null ? null : this.own(error.param)
    let { message } = error
    if (error.param !== null) message = this.text(message, error.param, param!)
    for (const { param: chat } of error.violations) message = this.text(message, chat, this.own(chat))
    const { _tag, code, message: _, type: __, ...more } = error
    const suggestion = error.suggestion?.replaceAll("max_completion_tokens", "max_output_tokens")
    const made = Errors.make(code, message, {
      ...more,
      param,
      violations,
      ...(suggestion === undefined ? {} : { suggestion })
    })
    return error.cause === undefined ? made : Errors.because(made, error.cause)
  }

  metadata(metadata: RoutingMetadata): RoutingMetadata {
    return metadata.warnings.length === 0
      ? metadata
      : { ...metadata, warnings: metadata.warnings.map((each) => this.warning(each)) }
  }

  private warning(warning: Warning): Warning {
    const { code, message, param } = warning
    if (warning.type === "unsupported_field" && param === undefined) return warning
    const own = this.own(code)
    if (own === code && (param === undefined || this.own(param) === param)) return warning
    const text = this.text(message, code, own)
    return param === undefined
      ? { ...warning, code: own, message: text }
      : { ...warning, code: own, message: text, param: this.own(param) }
  }
}
