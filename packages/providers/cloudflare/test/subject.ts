import { Cloudflare, cloudflare } from "@turnout/cloudflare"
import { layerConfig } from "@turnout/cloudflare/config"
import * as VendorSuite from "@turnout/testing/VendorSuite"

export const subject: VendorSuite.Subject = VendorSuite.of({
  name: "Cloudflare",
  vendor: Cloudflare,
  short: cloudflare,
  layerConfig,
  model: "@cf/openai/gpt-oss-120b",
  url: "https://api.cloudflare.com/client/v4/accounts/acc/ai/v1/chat/completions",
  needs: { accountId: "acc" },
  answers: [
    {
      name: "the free requests of a day that are used up are told by a number",
      status: 429,
      whole: {
        success: false,
        errors: [{ code: 3036, message: "you have used up your daily free allocation" }],
        result: null
      },
      failure: "QuotaExhausted"
    },
    {
      name: "want of capacity is told by a number",
      status: 429,
      whole: {
        success: false,
        errors: [{ code: 3040, message: "No more data centers to forward the request to" }],
        result: null
      },
      failure: "Overloaded"
    },
    {
      name: "an error may come inside a 200",
      whole: { success: false, errors: [{ code: 5007, message: "No such model" }], result: null },
      failure: "ModelNotFound"
    }
  ]
})
