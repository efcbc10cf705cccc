import { Novita, novita } from "@turnout/novita"
import { layerConfig } from "@turnout/novita/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Novita",
  vendor: Novita,
  short: novita,
  layerConfig,
  model: "deepseek/deepseek-v3.2",
  url: "https://api.novita.ai/openai/v1/chat/completions"
})
