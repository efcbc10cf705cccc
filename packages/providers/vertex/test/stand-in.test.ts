import { LLMock } from "@copilotkit/aimock"
import * as StandIn from "@turnout/testing/StandIn"
import { Vertex } from "@turnout/vertex"

StandIn.run({
  name: "Vertex AI",
  model: "gemini-2.5-flash",
  server: (options) => new LLMock(options),
  // It knows the first version alone.
  make: (baseUrl) =>
    Vertex.make({ apiKey: "token", project: "p", location: "us-central1", version: "v1", baseUrl })
})
