/** An Express backend in a few lines, and one question to it: what a newcomer writes after `npm install`. */
import assert from "node:assert/strict"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { openai } from "@turnout/openai"
import express from "express"
import { createRouter } from "turnout"

const answer = {
  id: "c",
  model: "gpt-4o-mini",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello." }, finish_reason: "stop" }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
}
const vendor = createServer((request, response) => {
  request.resume().once("end", () => {
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer))
  })
}).listen(0, "127.0.0.1")
await new Promise((listening) => vendor.once("listening", listening))
const urlOf = (address: ReturnType<typeof vendor.address>) =>
  `http://127.0.0.1:${(address as AddressInfo).port}`

const router = createRouter({
  providers: [openai({ apiKey: "sk-newcomer", baseUrl: urlOf(vendor.address()) })]
})
const app = express()
app.use(express.json())
app.post("/ask", async (request, response) => {
  const { question } = request.body as { readonly question: string }
  const { choices, usage } = await router.chat.completions.create({
    model: "gpt-4o-mini",
    messages: [{ role: "user", content: question }]
  })
  response.json({ answer: choices[0]?.message.content, cost: usage?.cost })
})
const server = app.listen(0, "127.0.0.1")
await new Promise((listening) => server.once("listening", listening))

const response = await fetch(`${urlOf(server.address())}/ask`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ question: "Say hello." })
})
const told = (await response.json()) as { readonly answer: string; readonly cost: number }
assert.equal(told.answer, "Hello.")
assert.ok(told.cost > 0)
server.close()
vendor.closeAllConnections()
vendor.close()
await router.close()
