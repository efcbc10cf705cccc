/** FIPS 180-4, in plain JavaScript: Web Crypto's answers by a promise, and a hit waits for none. */

const primes = (count: number): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (let number = 2; found.length < count; number++) {
    if (found.every((prime) => number % prime !== 0)) found.push(number)
  }
  return found
}

/** The first 32 bits of the fraction. */
const fraction = (root: number): number => ((root - Math.floor(root)) * 0x1_0000_0000) | 0

const constants = Int32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)))
const initial = Int32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)))

const words = new Int32Array(64)

const block = (state: Int32Array, view: DataView, at: number): void => {
  for (let index = 0; index < 16; index++) words[index] = view.getInt32(at + index * 4)
  for (let index = 16; index < 64; index++) {
    const x = words[index - 15]!
    const y = words[index - 2]!
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    words[index] = (words[index - 16]! + s0 + words[index - 7]! + s1) | 0
  }
  let a = state[0]!
  let b = state[1]!
  let c = state[2]!
  let d = state[3]!
  let e = state[4]!
  let f = state[5]!
  let g = state[6]!
  let h = state[7]!
  for (let index = 0; index < 64; index++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const one = (h + s1 + ((e & f) ^ (~e & g)) + constants[index]! + words[index]!) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + two) | 0
  }
  state[0] = state[0]! + a
  state[1] = state[1]! + b
  state[2] = state[2]! + c
  state[3] = state[3]! + d
  state[4] = state[4]! + e
  state[5] = state[5]! + f
  state[6] = state[6]! + g
  state[7] = state[7]! + h
}

const encoder = new TextEncoder()

/** Reused, since a digest is made in one step; longer texts have a buffer of their own. */
const shared = new Uint8Array(16_384)

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"))

/** 64 hex digits of the text's UTF-8. */
export const sha256 = (text: string): string => {
  // A UTF-16 unit is three bytes at most; 72 more are the end of it.
  const most = text.length * 3 + 72
  const bytes = most <= shared.length ? shared : new Uint8Array(most)
  const { written } = encoder.encodeInto(text, bytes)
  const length = ((written + 72) >> 6) << 6
  bytes.fill(0, written, length)
  bytes[written] = 0x80
  const view = new DataView(bytes.buffer)
  view.setUint32(length - 8, Math.floor(written / 0x2000_0000))
  view.setUint32(length - 4, (written << 3) >>> 0)
  const state = initial.slice()
  for (let at = 0; at < length; at += 64) block(state, view, at)
  let digits = ""
  for (const word of state) {
    digits += hex[word >>> 24]! + hex[(word >>> 16) & 255]! + hex[(word >>> 8) & 255]! + hex[word & 255]!
  }
  return digits
}
