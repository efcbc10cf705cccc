const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))

const settle = (word: number): string => {
  let mixed = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d)
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39)
  return ((mixed ^ (mixed >>> 15)) >>> 0).toString(16).padStart(8, "0")
}

/** 128 bits of a name as 32 hex digits, the same wherever it is computed. It tells names apart and hides nothing. */
export const digest = (name: string): string => {
  let [a, b, c, d] = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]
  for (let index = 0; index < name.length; index++) {
    const unit = name.charCodeAt(index)
    a = Math.imul(rotate(a, 5) ^ unit, 0x85ebca6b)
    b = Math.imul(rotate(b, 9) ^ unit ^ a, 0xc2b2ae35)
    c = Math.imul(rotate(c, 13) ^ unit ^ b, 0x9e3779b1)
    d = Math.imul(rotate(d, 17) ^ unit ^ c, 0x27d4eb2f)
  }
  a ^= name.length
  return (
    settle(a ^ rotate(d, 7)) +
    settle(b ^ rotate(a, 11)) +
    settle(c ^ rotate(b, 3)) +
    settle(d ^ rotate(c, 19))
  )
}
