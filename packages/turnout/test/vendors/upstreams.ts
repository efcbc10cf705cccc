import { cohere, converse, ollama } from "./others.ts"
import { answer, bye, byTool, cities, holds, json, type List, type Native, thought, turnOf } from "./turns.ts"

export type { Native } from "./turns.ts"

const chat = (body: Native): Native => {
  const messages = body["messages"] as List
  const results = messages.filter(({ role }) => role === "tool").length
  const call = (name: string, input: string, index: number) => ({
    id: `call_${index}`,
    type: "function",
    function: { name, arguments: input }
  })
  const reply = (message: object, finish_reason: string): Native => ({
    id: "c",
    model: "m",
    created: 1,
    choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason }]
  })
  switch (turnOf(results, holds(body, "Thanks."))) {
    case "calls":
      return reply(
        {
          content: null,
          reasoning_content: thought,
          tool_calls: cities.map((city, index) => call("weather", JSON.stringify({ city }), index))
        },
        "tool_calls"
      )
    case "answer":
      return byTool(body)
        ? reply({ content: null, tool_calls: [call(answer, json, 9)] }, "tool_calls")
        : reply({ content: json }, "stop")
    case "end":
      return reply({ content: bye }, "stop")
  }
}

const responses = (body: Native): Native => {
  const input = body["input"] as List
  const results = input.filter(({ type }) => type === "function_call_output").length
  const reply = (output: List): Native => ({
    id: "resp_1",
    object: "response",
    created_at: 1,
    model: "m",
    status: "completed",
    output
  })
  const said = (text: string): Native => ({
    type: "message",
    id: "msg_1",
    role: "assistant",
    status: "completed",
    content: [{ type: "output_text", text, annotations: [] }]
  })
  switch (turnOf(results, holds(body, "Thanks."))) {
    case "calls":
      return reply([
        {
          type: "reasoning",
          id: "rs_1",
          summary: [{ type: "summary_text", text: thought }],
          encrypted_content: "c2VhbGVk"
        },
        ...cities.map((city, index) => ({
          type: "function_call",
          id: `fc_${index}`,
          call_id: `call_${index}`,
          name: "weather",
          arguments: JSON.stringify({ city }),
          status: "completed"
        }))
      ])
    case "answer":
      return reply([said(json)])
    case "end":
      return reply([said(bye)])
  }
}

const anthropic = (body: Native): Native => {
  const parts = (body["messages"] as List).flatMap(
    ({ content }) => (Array.isArray(content) ? content : []) as List
  )
  const results = parts.filter(({ type }) => type === "tool_result").length
  const reply = (content: List, stop_reason: string): Native => ({
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "m",
    content,
    stop_reason,
    usage: { input_tokens: 1, output_tokens: 1 }
  })
  switch (turnOf(results, holds(body, "Thanks."))) {
    case "calls":
      return reply(
        [
          { type: "thinking", thinking: thought, signature: "c2ln" },
          ...cities.map((city, index) => ({
            type: "tool_use",
            id: `toolu_${index}`,
            name: "weather",
            input: { city }
          }))
        ],
        "tool_use"
      )
    case "answer":
      return byTool(body)
        ? reply(
            [{ type: "tool_use", id: "toolu_9", name: answer, input: JSON.parse(json) as unknown }],
            "tool_use"
          )
        : reply([{ type: "text", text: json }], "end_turn")
    case "end":
      return reply([{ type: "text", text: bye }], "end_turn")
  }
}

const gemini = (body: Native): Native => {
  const parts = (body["contents"] as List).flatMap(({ parts }) => parts as List)
  const results = parts.filter(({ functionResponse }) => functionResponse !== undefined).length
  const reply = (parts: List): Native => ({
    responseId: "r",
    candidates: [{ index: 0, content: { role: "model", parts }, finishReason: "STOP" }]
  })
  switch (turnOf(results, holds(body, "Thanks."))) {
    case "calls":
      return reply([
        { text: thought, thought: true },
        ...cities.map((city) => ({ functionCall: { name: "weather", args: { city } } }))
      ])
    case "answer":
      return byTool(body)
        ? reply([{ functionCall: { name: answer, args: JSON.parse(json) as unknown } }])
        : reply([{ text: json }])
    case "end":
      return reply([{ text: bye }])
  }
}

/** What a server of the family answers to a body of the conversation. */
export const upstreams: { readonly [family: string]: ((body: Native) => Native) | undefined } = {
  "openai-chat": chat,
  "openai-responses": responses,
  "anthropic-messages": anthropic,
  gemini,
  "bedrock-converse": converse,
  "cohere-chat": cohere,
  "ollama-chat": ollama
}
