import type * as OpenAi from "@turnout/openai"
import type * as Turnout from "turnout"
import { load } from "../../installed.ts"
import * as Memory from "../../memory.ts"

/** Ten accounts of one vendor: ten candidates for every request. They all stand at the one upstream. */
export const accounts = (origin: string): ReadonlyArray<OpenAi.OpenAi.Options> =>
  Array.from({ length: 10 }, (_, index) => ({
    id: `openai-${index}`,
    apiKey: "sk-bench",
    baseUrl: `${origin}/v1`
  }))

/** Everything that an answer can carry is on. */
export const include = ["attempts", "decision"] as const

/** The plain door, as its users build it. */
export const router = async (
  origin: string,
  more: Partial<Parameters<typeof Turnout.createRouter>[0]> = {}
): Promise<Turnout.TurnoutRouter> => {
  const { createRouter } = await load<typeof Turnout>("turnout")
  const { openai } = await load<typeof OpenAi>("@turnout/openai")
  const router = createRouter({
    providers: accounts(origin).map((account) => openai(account)),
    include,
    ...more,
    ...(origin === Memory.origin ? { transport: await Memory.transport() } : {})
  })
  await router.ready()
  return router
}

/** A decision over all ten and a cost, or this measures something else. */
export const check = (metadata: Turnout.RoutingMetadata | undefined): void => {
  if (metadata?.decision?.candidates.length !== 10 || metadata.cost === undefined) {
    throw new Error(`Not what was to be measured: ${JSON.stringify(metadata)}`)
  }
}
