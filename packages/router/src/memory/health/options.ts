import * as Options from "@turnout/core/Options"
import type { RetryBudget } from "./retries.ts"
import type { HealthOptions } from "./state.ts"

export const check: Options.Check<HealthOptions> = Options.object<HealthOptions>({
  max_ejected: Options.number(0, 1),
  retry_budget: Options.object<RetryBudget>({ ratio: Options.number(0), burst: Options.number(0) })
})
