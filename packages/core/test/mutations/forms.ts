import { type Mutation, pickOf, refused, same, withMessage, without } from "./Mutation.ts"
import type { Wild } from "./requests.ts"

const invalid = "invalid_parameter_value"
const missing = "missing_required_parameter"

const call = { id: "c", type: "function", function: { name: "f", arguments: "{}" } }
const tool = (name: string) => ({ type: "function", function: { name } })

/** The request with one message more at its end, and where that stands. */
const appended = (request: Wild, message: object): readonly [Wild, string] => [
  { ...request, messages: [...request.messages, { ...message }] },
  `messages[${request.messages.length}]`
]

/** What messages, tools and formats must be: the path leads to the very field. */
export const forms: { readonly [promise: string]: Mutation } = {
  "a request without messages is refused": (request) =>
    refused(without(request, "messages"), missing, "messages"),
  "no message at all is refused": (request) => refused({ ...request, messages: [] }, invalid, "messages"),
  "a role that nobody has is refused": (request, pick) => {
    const at = pick % request.messages.length
    return refused(
      withMessage(request, at, { ...request.messages[at], role: "narrator" }),
      invalid,
      `messages[${at}].role`
    )
  },
  "a message without a role is refused": (request, pick) => {
    const at = pick % request.messages.length
    const { role: _, ...rest } = request.messages[at]!
    return refused(withMessage(request, at, rest), missing, `messages[${at}].role`)
  },
  "a user says something": (request, pick) => {
    const [after, at] = appended(request, { role: pickOf(["user", "system", "developer"], pick) })
    return refused(after, missing, `${at}.content`)
  },
  "content is no number": (request, pick) => {
    const [after, at] = appended(request, { role: pickOf(["user", "system", "assistant"], pick), content: 5 })
    return refused(after, invalid, `${at}.content`)
  },
  "a part that nobody knows is refused": (request) => {
    const content = [
      { type: "text", text: "x" },
      { type: "video", video: {} }
    ]
    const [after, at] = appended(request, { role: "user", content })
    return refused(after, invalid, `${at}.content[1].type`)
  },
  "an image has an address that can be fetched": (request, pick) => {
    const url = pickOf(["ftp://a.example", "javascript:1", "", "file:///etc/passwd"], pick)
    const [after, at] = appended(request, {
      role: "user",
      content: [{ type: "image_url", image_url: { url } }]
    })
    return refused(after, invalid, `${at}.content[0].image_url.url`)
  },
  "an instruction holds no image": (request, pick) => {
    const content = [{ type: "image_url", image_url: { url: "https://a.example" } }]
    const [after, at] = appended(request, { role: pickOf(["system", "developer"], pick), content })
    return refused(after, invalid, `${at}.content[0].type`)
  },
  "a result names its call": (request) => {
    const [after, at] = appended(request, { role: "tool", content: "42" })
    return refused(after, missing, `${at}.tool_call_id`)
  },
  "a call has arguments": (request) => {
    const { function: inner, ...rest } = call
    const [after, at] = appended(request, {
      role: "assistant",
      tool_calls: [{ ...rest, function: { name: inner.name } }]
    })
    return refused(after, missing, `${at}.tool_calls[0].function.arguments`)
  },
  "empty content of an assistant is the same as none": (request, pick) => {
    const [before] = appended(request, { role: "assistant" })
    const [after] = appended(request, { role: "assistant", content: pickOf([null, "", []], pick) })
    return same(before, after)
  },
  "an empty list beside calls is the same as null": (request) => {
    const [before] = appended(request, { role: "assistant", content: null, tool_calls: [call] })
    const [after] = appended(request, { role: "assistant", content: [], tool_calls: [call] })
    return same(before, after)
  },
  "more than 128 functions are refused": (request) =>
    refused(
      { ...request, tools: Array.from({ length: 129 }, (_, index) => tool(`f${index}`)) },
      invalid,
      "tools"
    ),
  "a function tool has a function": (request) =>
    refused({ ...request, tools: [tool("f"), { type: "function" }] }, missing, "tools[1].function"),
  "a function has a name": (request, pick) =>
    refused(
      { ...request, tools: [tool(pickOf(["", "x".repeat(257)], pick))] },
      invalid,
      "tools[0].function.name"
    ),
  "a choice of tools is one of the known": (request, pick) =>
    refused(
      { ...request, tools: [tool("f")], tool_choice: pickOf(["any", "f", 1, true], pick) },
      invalid,
      "tool_choice"
    ),
  "a schema has a name": (request) =>
    refused(
      { ...request, response_format: { type: "json_schema", json_schema: { schema: {} } } },
      missing,
      "response_format.json_schema.name"
    ),
  "a format is one of the known": (request) =>
    refused({ ...request, response_format: { type: "xml" } }, invalid, "response_format.type")
}
