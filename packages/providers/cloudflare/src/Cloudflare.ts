import * as Check from "@turnout/core/Options"
import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Vendor from "@turnout/wire/Vendor"

export interface Options extends Vendor.Options {
  /** Id of the account, which is part of its address. Needed without a `baseUrl`. */
  readonly accountId?: string | undefined
}

export const { make, layer, env }: Vendor.Vendor<Options, "cloudflare"> = Vendor.define({
  id: "cloudflare",
  aliases: ["workers-ai"],
  protocol: OpenAiChat.make(OpenAiChat.host),
  baseUrl: ({ accountId = "" }: Options) =>
    `https://api.cloudflare.com/client/v4/accounts/${encodeURIComponent(accountId)}/ai/v1`,
  options: { accountId: Check.string },
  required: ({ baseUrl }) => (baseUrl === undefined ? ["apiKey", "accountId"] : ["apiKey"]),
  path: "/chat/completions",
  embeddings: () => import("@turnout/wire/OpenAiEmbeddings"),
  auth: Auth.bearer,
  env: {
    apiKey: ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_API_KEY"],
    accountId: "CLOUDFLARE_ACCOUNT_ID",
    baseUrl: "CLOUDFLARE_AI_BASE_URL"
  }
})
