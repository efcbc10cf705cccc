/** A number in [0, 1) that depends on what is asked alone: the same seed, the same soak, as far as time allows. */
export const draw = (seed: number, about: string | number, question = ""): number => {
  let mixed = seed | 0
  for (const letter of `${about} ${question}`) {
    mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x9e3779b1)
    mixed ^= mixed >>> 15
  }
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 0x1_0000_0000
}

/** One of these. */
export const pick = <A>(all: ReadonlyArray<A>, drawn: number): A => all[Math.floor(drawn * all.length)]!
