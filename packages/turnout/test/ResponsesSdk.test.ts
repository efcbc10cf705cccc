import { assert, describe, it } from "@effect/vitest"
import type * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import type OpenAI from "openai"
import { zodResponsesFunction, zodTextFormat } from "openai/helpers/zod"
import { z } from "zod"
import * as House from "./responses/house.ts"
import { families } from "./responses/vendors.ts"

/* The official SDK's Responses through `router.fetch`, answered by vendors that have another API. */

/** Vendors that are asked by another API. */
const inHouse = (script: ScriptedHttp.Script, test: (house: House.House) => Promise<void>) =>
  House.inHouse(script, test, "chat")

const tools: Array<OpenAI.Responses.FunctionTool> = ["weather", "time"].map((name) => ({
  type: "function",
  name,
  parameters: { type: "object", properties: { city: { type: "string" } } },
  strict: false
}))
const calls = [
  { id: "call_a", name: "weather", args: { city: "Oslo" } },
  { id: "call_b", name: "time", args: { city: "Bergen" } }
]

const callsOf = ({ output }: OpenAI.Responses.Response) =>
  output.filter((item) => item.type === "function_call") as Array<OpenAI.Responses.ResponseFunctionToolCall>

for (const [name, { answer, model }] of Object.entries(families)) {
  describe(`responses of the official SDK at ${name}`, () => {
    for (const stream of [false, true]) {
      const how = stream ? "streamed" : "whole"
      const ask = (client: OpenAI, body: OpenAI.Responses.ResponseCreateParamsNonStreaming) =>
        stream ? client.responses.stream(body as never).finalResponse() : client.responses.create(body)

      it(`are answered with a text, ${how}`, () =>
        inHouse([answer({ text: "Rain." }, stream)], async ({ client, server }) => {
          const response = await ask(client, { model, input: "Weather?", instructions: "Be brief." })
          assert.strictEqual(response.output_text, "Rain.")
          assert.strictEqual(response.status, "completed")
          assert.match(response.id, /^resp_/)
          assert.deepInclude(response.usage, { input_tokens: 9, output_tokens: 3, total_tokens: 12 })
          assert.deepStrictEqual(response.tools, [])
          assert.strictEqual(response.tool_choice, "auto")
          assert.property(response, "routing_metadata")
          assert.strictEqual(server.requests.length, 1)
        }))

      it(`carry calls that are made side by side there and their outputs back, ${how}`, () =>
        inHouse(
          [answer({ thought: "Both.", calls }, stream), answer({ text: "Rain at noon." }, stream)],
          async ({ bodies, client }) => {
            const input: Array<OpenAI.Responses.ResponseInputItem> = [{ role: "user", content: "Both?" }]
            const first = await ask(client, { model, input, tools })
            const asked = callsOf(first)
            assert.deepStrictEqual(
              asked.map((item) => [item.name, JSON.parse(item.arguments)]),
              calls.map(({ args, name }) => [name, args])
            )
            assert.strictEqual(new Set(asked.map(({ call_id }) => call_id)).size, 2)
            const thought = first.output.find(({ type }) => type === "reasoning")
            assert.strictEqual((thought as OpenAI.Responses.ResponseReasoningItem).summary[0]?.text, "Both.")
            input.push(...(first.output as Array<OpenAI.Responses.ResponseInputItem>))
            for (const { call_id } of asked) {
              input.push({ type: "function_call_output", call_id, output: "known" })
            }
            const second = await ask(client, { model, input, tools })
            assert.strictEqual(second.output_text, "Rain at noon.")
            const [, body] = bodies()
            const text = JSON.stringify(body)
            for (const { call_id } of asked) assert.include(text, call_id)
            if (name !== "chat") assert.include(text, "c2lnbmVk")
            assert.notInclude(text, "turnout1.")
          }
        ))
    }

    it("are parsed to what was asked for", () =>
      inHouse([answer({ text: '{"city":"Oslo"}' }, false)], async ({ client }) => {
        const format = zodTextFormat(z.object({ city: z.string() }), "place")
        const response = await client.responses.parse({ model, input: "Where?", text: { format } })
        assert.deepStrictEqual(response.output_parsed, { city: "Oslo" })
        assert.deepInclude(response.text?.format, { type: "json_schema", name: "place" })
      }))

    it("have their calls parsed from a stream", () =>
      inHouse([answer({ calls: calls.slice(0, 1) }, true)], async ({ client }) => {
        const tool = zodResponsesFunction({ name: "weather", parameters: z.object({ city: z.string() }) })
        const response = await client.responses
          .stream({ model, input: "Weather?", tools: [tool] })
          .finalResponse()
        const [call] = callsOf(response as OpenAI.Responses.Response)
        assert.deepStrictEqual((call as object as { parsed_arguments: unknown }).parsed_arguments, {
          city: "Oslo"
        })
      }))
  })
}
