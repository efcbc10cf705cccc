import { assert, describe, it } from "@effect/vitest"
import * as Cuts from "@turnout/testing/Cuts"

const joined = (pieces: Cuts.Pieces) => new Uint8Array(pieces.flatMap((piece) => [...piece]))

describe("Cuts", () => {
  const bytes = Cuts.bytesOf('data: {"text":"grüße 🙂"}\n\n')

  it("loses and repeats no byte, however it cuts", () => {
    for (const pieces of [...Cuts.twoParts(bytes), Cuts.byteWise(bytes), ...Cuts.manySeeded(bytes)]) {
      assert.deepStrictEqual(joined(pieces), bytes)
    }
  })

  it("cuts once at every place", () => {
    assert.strictEqual([...Cuts.twoParts(bytes)].length, bytes.length)
    assert.strictEqual(Cuts.byteWise(bytes).length, bytes.length)
  })

  it("cuts the same for the same seed and differently for others", () => {
    const places = (seed: number) =>
      Cuts.seeded(bytes, seed)
        .map((piece) => piece.length)
        .join()
    assert.strictEqual(places(7), places(7))
    assert.isAbove(new Set(Array.from({ length: 50 }, (_, seed) => places(seed))).size, 40)
  })
})
