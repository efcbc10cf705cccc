/** An answer that fits a schema. One that does not fails its attempt, and the next endpoint is asked. */
import { validate } from "@turnout/ajv/Ajv"
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import { createRouter, explainCall } from "turnout"

const router = createRouter({ providers: [openai(), anthropic()], validate: validate() })
const answer = await router.chat.completions.create({
  messages: [
    { role: "user", content: "Which city is the capital of Italy, and how many people live there?" }
  ],
  response_format: {
    type: "json_schema",
    json_schema: {
      name: "city",
      strict: true,
      schema: {
        type: "object",
        properties: { name: { type: "string" }, people: { type: "integer" } },
        required: ["name", "people"],
        additionalProperties: false
      }
    }
  },
  gateway: {
    models: ["gpt-4o-mini", "claude-haiku-4-5"],
    routing: { mode: "fallback" },
    include: ["attempts"]
  }
})
const city = JSON.parse(answer.choices[0]?.message.content ?? "") as { name: string; people: number }
console.log(`${city.name} has ${city.people} people.`)
console.log(explainCall(answer))
await router.close()
