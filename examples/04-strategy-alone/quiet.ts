/**
 * A strategy as a plain function: it prefers the endpoint that the fewest calls are waiting for, and among those equally
 * quiet the one that is expected to cost less.
 */
import * as Strategy from "@turnout/router/Strategy"

const quietest = Strategy.by(({ signals }) => signals.in_flight, "lowest")

export const quiet: Strategy.Strategy = Strategy.andThen(quietest, Strategy.by("cost"))
