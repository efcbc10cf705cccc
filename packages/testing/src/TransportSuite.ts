import * as Answers from "./transport-suite/answers.ts"
import * as Endings from "./transport-suite/endings.ts"
import type { Law } from "./transport-suite/law.ts"

export type { Law } from "./transport-suite/law.ts"

/**
 * What a transport promises, checked over real sockets on the loopback interface, in real time. Each law gets a
 * scope of its own; run it with the layer under test and any test runner.
 */
export const laws: ReadonlyArray<Law> = [...Answers.laws, ...Endings.laws]
