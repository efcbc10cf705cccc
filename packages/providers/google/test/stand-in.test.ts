import { LLMock } from "@copilotkit/aimock"
import { Google } from "@turnout/google"
import * as StandIn from "@turnout/testing/StandIn"

StandIn.run({
  name: "Gemini API",
  model: "gemini-2.5-flash",
  server: (options) => new LLMock(options),
  make: (baseUrl) => Google.make({ apiKey: "k", baseUrl })
})
