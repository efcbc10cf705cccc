import * as Options from "@turnout/core/Options"
import type { Outcome } from "@turnout/core/Signals"
import type { SignalsOptions } from "./state.ts"

export const check: Options.Check<SignalsOptions> = Options.object<SignalsOptions>({
  endpoints: Options.number(1, Infinity, "whole"),
  sessions: Options.number(1, Infinity, "whole"),
  ttl_ms: Options.number(1),
  outcomes: Options.list(
    Options.where<Outcome>(
      "an outcome",
      (value) =>
        Options.isRecord(value) &&
        typeof value["type"] === "string" &&
        typeof value["endpoint"] === "string" &&
        Number.isFinite(value["at"])
    )
  )
})
