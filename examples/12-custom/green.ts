/** What the host's signal is for: the cleanest power first, endpoints without a meter last. */
import { by, type Strategy } from "@turnout/router/Strategy"

export const green: Strategy = by(({ signals }) => signals.own?.["carbon"] ?? NaN, "lowest")
