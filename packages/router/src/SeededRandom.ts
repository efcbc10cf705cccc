/** A number in [0, 1) for a purpose and an endpoint, independent of any other draw. */
export type SeededRandom = (purpose: string, endpoint: string) => number

/**
 * Randomness as a hash of seed, purpose and endpoint id instead of a stateful generator: the order in which
 * candidates are examined cannot change their draws.
 */
export const seeded = (seed: number): SeededRandom => {
  const low = seed >>> 0
  const high = Math.floor(seed / 0x1_0000_0000) | 0
  // Many endpoints are drawn for one purpose: the state behind it is kept.
  let last: string | undefined
  let lastA = 0
  let lastB = 0
  return (purpose, endpoint) => {
    if (purpose !== last) {
      let a = low ^ 0x243f_6a88
      let b = high ^ 0x85a3_08d3
      for (let index = 0; index < purpose.length; index++) {
        const code = purpose.charCodeAt(index)
        a = Math.imul(a ^ code, 0x9e37_79b1)
        b = Math.imul(b ^ code, 0x85eb_ca77)
      }
      // Between the two texts, so that ("ab", "c") and ("a", "bc") are two draws.
      lastA = scramble(a ^ 0x1_0000)
      lastB = scramble(b + lastA)
      last = purpose
    }
    let a = lastA
    let b = lastB
    for (let index = 0; index < endpoint.length; index++) {
      const code = endpoint.charCodeAt(index)
      a = Math.imul(a ^ code, 0x9e37_79b1)
      b = Math.imul(b ^ code, 0x85eb_ca77)
    }
    a = scramble(a ^ (b >>> 15))
    b = scramble(b ^ a)
    // 53 bits, the precision of a double in [0, 1).
    return ((a >>> 5) * 0x400_0000 + (b >>> 6)) / 0x20_0000_0000_0000
  }
}

/** Seeded by a text, the same in every process: for choices on which instances agree without communication. */
export const fromText = (text: string): SeededRandom => seeded(seeded(0)("text", text) * 0x20_0000_0000_0000)

/** Every input bit affects every output bit. */
const scramble = (lane: number): number => {
  lane = Math.imul(lane ^ (lane >>> 16), 0x7feb_352d)
  lane = Math.imul(lane ^ (lane >>> 15), 0x846c_a68b)
  return lane ^ (lane >>> 16)
}
