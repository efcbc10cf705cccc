import type { Page } from "./page.ts"
import { budgets } from "./pages/budgets.ts"
import { call } from "./pages/call.ts"
import { calls } from "./pages/calls.ts"
import { decision } from "./pages/decision.ts"
import { endpoints } from "./pages/endpoints.ts"
import { spend } from "./pages/spend.ts"

/** The page of a path: its name, and what follows it. */
export const pages = (name: string, rest: string): Page | undefined => {
  switch (name) {
    case "":
      return rest === "" ? endpoints : undefined
    case "calls":
      return rest === "" ? calls : call
    case "decisions":
      return decision
    case "spend":
      return rest === "" ? spend : undefined
    case "budgets":
      return rest === "" ? budgets : undefined
    default:
      return undefined
  }
}
