/** One conversation with tools, each turn at another vendor: ids of calls and results are translated. */
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import { createRouter, type MessageInput } from "turnout"

const router = createRouter({ providers: [openai(), anthropic()] })
const tools = [
  {
    type: "function",
    function: {
      name: "weather",
      description: "The temperature in a city, in degrees Celsius.",
      parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] }
    }
  }
] as const
const weather = ({ city }: { readonly city: string }) => `It is ${city.length * 4} degrees in ${city}.`

const messages: Array<MessageInput> = [{ role: "user", content: "How warm is it in Rome?" }]
for (const model of ["gpt-4o-mini@openai", "claude-haiku-4-5@anthropic"]) {
  const { choices } = await router.chat.completions.create({ model, messages, tools })
  const message = choices[0]!.message
  messages.push({
    role: "assistant",
    content: message.content,
    ...(message.tool_calls === undefined ? {} : { tool_calls: message.tool_calls })
  })
  for (const call of message.tool_calls ?? []) {
    if (call.type !== "function") continue
    const content = weather(JSON.parse(call.function.arguments) as { city: string })
    messages.push({ role: "tool", tool_call_id: call.id, content })
  }
  console.log(model, message.content ?? `calls ${message.tool_calls?.length} tool`)
}
await router.close()
