import { assert, it } from "@effect/vitest"
import { notYet } from "@turnout/core/NotYet"

it("every field of the contract is built", () => assert.deepStrictEqual(notYet, []))
