import type { Override } from "@turnout/core/Capabilities"
import * as Facts from "@turnout/openai/Facts"
import type { ModelQuirks } from "@turnout/wire/OpenAiChat"
import * as Vendor from "@turnout/wire/Vendor"

type Models = Vendor.BaseOptions["models"]

/** The name of a deployment says nothing of its model: the host does, or they are called the same. */
const modelOf = (deployment: string, models: Models = {}): string =>
  (Object.hasOwn(models, deployment) ? models[deployment]?.model : undefined) ?? deployment

export const overrideOf = (deployment: string, models: Models): Override =>
  Vendor.overrideOf(Facts.models, modelOf(deployment, models))

/** The quirks of models behind deployments that are called otherwise. */
export const quirksOf = (models: Models = {}): ReadonlyArray<ModelQuirks> =>
  Object.keys(models).flatMap((deployment) =>
    Facts.quirks
      .filter(({ match }) => match.test(modelOf(deployment, models)))
      .map(({ quirks }) => ({ match: exactly(deployment), quirks }))
  )

const exactly = (text: string): RegExp => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`)

export const servedOf = (deployment: string, { models }: Vendor.BaseOptions): Vendor.Served | undefined =>
  Facts.served(modelOf(deployment, models))
