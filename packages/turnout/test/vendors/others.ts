import { answer, bye, byTool, cities, holds, json, type List, type Native, thought, turnOf } from "./turns.ts"

/** Bedrock's Converse. */
export const converse = (body: Native): Native => {
  const parts = (body["messages"] as List).flatMap(({ content }) => content as List)
  const results = parts.filter(({ toolResult }) => toolResult !== undefined).length
  const reply = (content: List, stopReason: string): Native => ({
    output: { message: { role: "assistant", content } },
    stopReason,
    usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 }
  })
  const call = (name: string, input: unknown, index: number): Native => ({
    toolUse: { toolUseId: `tool_${index}`, name, input }
  })
  switch (turnOf(results, holds(body, "Thanks."))) {
    case "calls":
      return reply(
        [
          { reasoningContent: { reasoningText: { text: thought } } },
          ...cities.map((city, index) => call("weather", { city }, index))
        ],
        "tool_use"
      )
    case "answer":
      return byTool({ tools: body["toolConfig"] })
        ? reply([call(answer, JSON.parse(json), 9)], "tool_use")
        : reply([{ text: json }], "end_turn")
    case "end":
      return reply([{ text: bye }], "end_turn")
  }
}

/** Cohere's chat, version 2. */
export const cohere = (body: Native): Native => {
  const results = (body["messages"] as List).filter(({ role }) => role === "tool").length
  const reply = (message: object, finish_reason: string): Native => ({
    id: "c",
    message: { role: "assistant", ...message },
    finish_reason
  })
  const call = (name: string, input: string, index: number) => ({
    id: `call_${index}`,
    type: "function",
    function: { name, arguments: input }
  })
  switch (turnOf(results, holds(body, "Thanks."))) {
    case "calls":
      return reply(
        {
          content: [{ type: "thinking", thinking: thought }],
          tool_calls: cities.map((city, index) => call("weather", JSON.stringify({ city }), index))
        },
        "TOOL_CALL"
      )
    case "answer":
      return byTool(body)
        ? reply({ tool_calls: [call(answer, json, 9)] }, "TOOL_CALL")
        : reply({ content: [{ type: "text", text: json }] }, "COMPLETE")
    case "end":
      return reply({ content: [{ type: "text", text: bye }] }, "COMPLETE")
  }
}

/** Ollama's own chat. */
export const ollama = (body: Native): Native => {
  const results = (body["messages"] as List).filter(({ role }) => role === "tool").length
  const reply = (message: object): Native => ({
    model: "m",
    created_at: "2026-01-01T00:00:00Z",
    message: { role: "assistant", content: "", ...message },
    done: true,
    done_reason: "stop"
  })
  switch (turnOf(results, holds(body, "Thanks."))) {
    case "calls":
      return reply({
        thinking: thought,
        tool_calls: cities.map((city) => ({ function: { name: "weather", arguments: { city } } }))
      })
    case "answer":
      return byTool(body)
        ? reply({ tool_calls: [{ function: { name: answer, arguments: JSON.parse(json) as unknown } }] })
        : reply({ content: json })
    case "end":
      return reply({ content: bye })
  }
}
