import type { Override } from "@turnout/core/Capabilities"
import * as Statement from "@turnout/core/Statement"
import * as Check from "@turnout/core/Options"
import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Vendor from "@turnout/wire/Vendor"
import { costs, servedTiers } from "./openai-compatible/costs.ts"

export interface Options extends Vendor.BaseOptions {
  /** Up to and without `/chat/completions`. */
  readonly baseUrl: string
  /** Whose catalog rows it serves, where the catalog knows the vendor. */
  readonly catalog?: string | undefined
  /** Serves unlisted models. Default: true. */
  readonly open?: boolean | undefined
  /** How this server's speech differs from OpenAI's. */
  readonly dialect?: Partial<OpenAiChat.Dialect> | undefined
  /**
   * Fields of the body that ask for a service tier, by the contract's word: `{ priority: { service_tier: "priority" } }`.
   * Offered where the catalog, or `models`, states the tier's rates. Default: none.
   */
  readonly tiers?: Vendor.Tiers | undefined
  /** What all its models take or refuse. */
  readonly capabilities?: Override | undefined
}

/** Signatures that servers of the family want back on the message or call on which they came. */
const returned = ["extra_content", "thought_signature"]

/** Answers name the catalog id of who gave them. */
const self = ({ catalog, id = "custom" }: Options): ReadonlyArray<string> => [catalog ?? id]

export const { make, layer, env }: Vendor.Vendor<Options> = Vendor.define({
  id: "custom",
  catalog: ({ catalog }: Options) => catalog,
  open: ({ open = true }) => open,
  // Servers differ in what their grammars take, and most take more than OpenAI's.
  protocol: (options) =>
    OpenAiChat.make({
      strictSchema: undefined,
      costs,
      servedTiers,
      // Older servers know the older word alone, and newer ones know both.
      spellings: { max_completion_tokens: "max_tokens" },
      // Where a server's own reasoning and additions come back, it finds them where it had put them.
      reasoning: "origin",
      origins: self(options),
      roundTrip: { vendors: self(options), fields: returned },
      doneFinishes: true,
      ...options.dialect,
      capabilities: options.dialect?.capabilities ?? OpenAiChat.host.capabilities
    }),
  path: "/chat/completions",
  embeddings: () => import("./openai-compatible/embeddings.ts"),
  auth: Auth.bearer,
  env: { baseUrl: "OPENAI_COMPATIBLE_BASE_URL", apiKey: "OPENAI_COMPATIBLE_API_KEY" },
  options: {
    catalog: Check.string,
    open: Check.boolean,
    dialect: OpenAiChat.dialect,
    tiers: Check.record(
      Check.where("an object of native fields", (value) => typeof value === "object" && value !== null)
    ),
    capabilities: Statement.override
  },
  required: ["baseUrl"],
  tiers: ({ tiers = {} }) => tiers,
  models: (_, { capabilities }) => capabilities
})
