import { andThen, by } from "../../Strategy.ts"
import { balanced } from "./balanced.ts"

/** The fewest calls that wait for their first content; among equals, the better. */
export const leastBusy = andThen(
  by(({ signals }) => signals.in_flight, "lowest"),
  balanced
)
