import type { Capabilities } from "../Capabilities.ts"
import type { ReasoningEffort, Request } from "../Request.ts"
import { dropped, type Fate, fateOf, kept } from "./fate.ts"

/** What becomes of the effort at one endpoint, and whether it will reason: other parameters depend on it. */
export interface Effort {
  readonly fate: Fate
  readonly reasons: boolean
}

const silence: Fate = { type: "defaulted", to: "none" }
const silenced: Fate = { type: "moved", to: "none", reason: "unsupported_with_tools" }

/** `calling`: tools will stand in the request. */
export const effortAt = (request: Request, capabilities: Capabilities, calling: boolean): Effort => {
  const fate = fateAt(request, capabilities, calling)
  return { fate, reasons: isReasoning(capabilities, resultOf(fate, request.reasoning_effort)) }
}

const fateAt = ({ reasoning_effort: asked }: Request, capabilities: Capabilities, calling: boolean): Fate => {
  const { features, params, reasoning } = capabilities
  const rule = params["reasoning_effort"]
  // A model that refuses reasoning next to tools gets the tools; where it would reason unasked it is told not to.
  if (calling && asked !== "none" && features.tools_with_reasoning === "no") {
    const takesNone = rule?.support !== "no" && rule?.values?.includes("none") !== false
    if (reasoning.by_default === true && takesNone) return asked === undefined ? silence : silenced
    return asked === undefined ? kept : dropped("unsupported_with_tools")
  }
  if (asked === undefined) return kept
  if (reasoning.support === "no") return dropped(asked === "none" ? "needless" : "unsupported")
  return fateOf("reasoning_effort", asked, rule, false)
}

const resultOf = (fate: Fate, asked: ReasoningEffort | undefined): string | undefined => {
  switch (fate.type) {
    case "kept":
    case "unverified":
      return asked
    case "dropped":
      return undefined
    case "moved":
    case "defaulted":
      return fate.to as string
  }
}

/** It was asked to, was not told not to, or cannot do otherwise. */
const isReasoning = ({ reasoning }: Capabilities, effort: string | undefined): boolean => {
  if (reasoning.always === true) return true
  if (effort === undefined) return reasoning.by_default === true
  return effort !== "none" && reasoning.support !== "no"
}
