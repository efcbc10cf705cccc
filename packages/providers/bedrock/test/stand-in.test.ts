import { LLMock } from "@copilotkit/aimock"
import { Bedrock } from "@turnout/bedrock"
import * as StandIn from "@turnout/testing/StandIn"

for (const [name, model] of [
  ["Converse", "us.amazon.nova-2-lite-v1:0"],
  ["InvokeModel", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"]
] as const) {
  StandIn.run({
    name,
    model,
    server: (options) => new LLMock(options),
    make: (baseUrl) => Bedrock.make({ apiKey: "k", region: "us-east-1", baseUrl })
  })
}
