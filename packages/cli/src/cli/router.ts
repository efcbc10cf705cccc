import { fromEnvironment } from "@turnout/all/All"
import { createRouter } from "turnout/CreateRouter"
import type { TurnoutRouter } from "turnout/TurnoutRouter"

/** A router over the accounts of the environment, for as long as it is used. */
export const withRouter = async <A>(use: (router: TurnoutRouter) => Promise<A>): Promise<A> => {
  const router = createRouter({ providers: fromEnvironment() })
  try {
    return await use(router)
  } finally {
    await router.close()
  }
}
