import { LLMock } from "@copilotkit/aimock"
import { Cohere } from "@turnout/cohere"
import * as StandIn from "@turnout/testing/StandIn"

StandIn.run({
  name: "chat API of Cohere",
  model: "command-a-03-2025",
  server: (options) => new LLMock(options),
  make: (baseUrl) => Cohere.make({ apiKey: "k", baseUrl })
})
