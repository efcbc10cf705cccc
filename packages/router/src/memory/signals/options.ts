import * as Options from "@turnout/core/Options"
import type { SignalsOptions } from "./state.ts"

export const check: Options.Check<SignalsOptions> = Options.object<SignalsOptions>({
  endpoints: Options.number(1, Infinity, "whole"),
  sessions: Options.number(1, Infinity, "whole"),
  ttl_ms: Options.number(1)
})
