import * as Estimate from "@turnout/core/Estimate"
import type { Message } from "@turnout/core/Message"
import type { Request } from "@turnout/core/Request"
import { countTokens } from "gpt-tokenizer/encoding/o200k_base"

/** What looks like a special token in a prompt is text like any other: callers cannot write special ones. */
const asText = { disallowedSpecial: new Set<string>() }

/** A tokenizer's time may grow with the square of a run without a space: no piece is longer than this. */
const longest = 2000

/** Maximum number of characters counted per text; the rest is extrapolated. */
const most = 64_000

/**
 * Tokens of a text in the encoding of most of OpenAI's models. Other vendors' tokenizers differ by a tenth or
 * two, which is less than counting bytes is off for code and for scripts other than Latin.
 */
export const count = (text: string): number => {
  const read = text.length > most ? text.slice(0, most) : text
  let tokens = 0
  for (let start = 0; start < read.length; start += longest) {
    tokens += countTokens(read.slice(start, start + longest), asText)
  }
  return read === text ? tokens : Math.ceil((tokens * text.length) / read.length)
}

/** The `estimate` option of a router: texts and tools are tokenized, everything else is estimated as by default. */
export const estimate = (request: Request): number => {
  let tokens = 0
  const counted = (text: string): string => {
    tokens += count(text)
    return ""
  }
  const { response_format: format, tools, ...rest } = request
  if (tools !== undefined) counted(JSON.stringify(tools))
  if (format?.type === "json_schema") counted(JSON.stringify(format.json_schema))
  const messages = request.messages.map((message) => withoutTexts(message, counted))
  return tokens + Estimate.promptTokens({ ...rest, messages })
}

/** The message with every text handed to `counted` and gone; what is no text stays. */
const withoutTexts = (message: Message, counted: (text: string) => string): Message => {
  const { content } = message
  const without: Message =
    typeof content === "string"
      ? { ...message, content: counted(content) }
      : content === undefined || content === null
        ? message
        : ({
            ...message,
            content: content.map((part) =>
              part.type === "text" ? { ...part, text: counted(part.text) } : part
            )
          } as Message)
  if (without.role !== "assistant" || without.tool_calls === undefined) return without
  for (const call of without.tool_calls) {
    counted(
      call.type === "function"
        ? call.function.name + call.function.arguments
        : call.custom.name + call.custom.input
    )
  }
  const { tool_calls: _, ...said } = without
  return said
}
