import { LLMock } from "@copilotkit/aimock"
import { Ollama } from "@turnout/ollama"
import * as StandIn from "@turnout/testing/StandIn"

StandIn.run({
  name: "chat API of Ollama",
  model: "qwen3:8b",
  server: (options) => new LLMock(options),
  make: (baseUrl) => Ollama.make({ baseUrl })
})
