import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import { openaiCompatible } from "@turnout/openai-compatible"
import { createRouter, type KnownModelId, type ModelId, type TurnoutRouter } from "turnout"

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const isTrue = <T extends true>(value: T): T => value

const router = createRouter({
  providers: [
    openai({ apiKey: "k" }),
    anthropic({ apiKey: "k" }),
    openaiCompatible({ baseUrl: "http://localhost" })
  ]
})

// What an editor shows of it is the vendors, not their models.
isTrue<Same<typeof router, TurnoutRouter<"openai" | "anthropic">>>(true)

export const known = router.chat.completions.create({ model: "gpt-4o", messages: [] })

/** A model that nobody lists is asked all the same. */
export const unlisted = router.chat.completions.create({ model: "gpt-99@custom", messages: [] })

export const spelled = "claude-opus-4-6" satisfies KnownModelId<"openai" | "anthropic">

// @ts-expect-error a name that is misspelt is known of no vendor
export const misspelt = "gpt-4oo" satisfies KnownModelId<"openai">

// @ts-expect-error nor is a name of a vendor that has no account here
export const elsewhere = "claude-opus-4-6" satisfies KnownModelId<"openai">

export const open: ModelId<"openai"> = "anything" as string

// A host's own layers, or a list that is read from the environment, leave names open.
const own = createRouter({ providers: [openaiCompatible({ baseUrl: "http://localhost" })] })
isTrue<Same<typeof own, TurnoutRouter<never>>>(true)

/** Any router is a router. */
export const plain: TurnoutRouter = router
