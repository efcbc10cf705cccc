import * as Check from "@turnout/core/Options"
import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Vendor from "@turnout/wire/Vendor"

export interface Options extends Vendor.Options {
  /** `X-HF-Bill-To`: the organisation that pays. */
  readonly billTo?: string | undefined
}

export const { make, layer, env }: Vendor.Vendor<Options, "huggingface"> = Vendor.define({
  id: "huggingface",
  aliases: ["hf"],
  // The answer is in the shape of the host behind, some of which think in the open.
  protocol: OpenAiChat.make({ ...OpenAiChat.host, reasoning: "origin", thinkTags: true }),
  baseUrl: "https://router.huggingface.co/v1",
  options: { billTo: Check.string },
  headers: ({ billTo }) => (billTo === undefined ? {} : { "x-hf-bill-to": billTo }),
  without: ({ id }) => /embedding/i.test(id),
  path: "/chat/completions",
  auth: Auth.bearer,
  env: { apiKey: ["HF_TOKEN", "HUGGINGFACE_API_KEY", "HUGGINGFACE_HUB_TOKEN"], baseUrl: "HF_BASE_URL" }
})
