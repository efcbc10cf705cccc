import { andThen, by } from "../../Strategy.ts"
import { balanced } from "./balanced.ts"

/** Fewest calls waiting for first content; ties by `balanced`. */
export const leastBusy = andThen(
  by(({ signals }) => signals.in_flight, "lowest"),
  balanced
)
