const plain = /^[A-Za-z0-9_-]{1,64}$/
const ours = /^(?:x_|h_)/

const escape = (char: string): string => `_${char.charCodeAt(0).toString(16).padStart(4, "0")}`

/** 128 bits of a text that is too long to be spelled out. */
const digest = (text: string): string => {
  let [a, b, c, d] = [0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c]
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    a = b ^ Math.imul(a ^ unit, 0x239b961b)
    b = c ^ Math.imul(b ^ unit, 0xab0e9789)
    c = d ^ Math.imul(c ^ unit, 0x38b34ae5)
    d = a ^ Math.imul(d ^ unit, 0xa1e38b93)
  }
  a = Math.imul(c ^ (a >>> 18), 0x239b961b)
  b = Math.imul(d ^ (b >>> 22), 0xab0e9789)
  c = Math.imul(a ^ (c >>> 17), 0x38b34ae5)
  d = Math.imul(b ^ (d >>> 19), 0xa1e38b93)
  return [a, b, c, d].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("")
}

/**
 * Any id in this family's alphabet, `[A-Za-z0-9_-]{1,64}`. Different ids stay different (long foreign ones but
 * for a collision of 128 bits), and an id maps to the same one in every turn of a conversation.
 */
export const toNative = (id: string): string => {
  if (plain.test(id) && !ours.test(id)) return id
  // By UTF-16 unit: no two texts, lone surrogates included, are spelled alike.
  const spelled = `x_${id.replace(/[^A-Za-z0-9-]/g, escape)}`
  return spelled.length <= 64 ? spelled : `h_${digest(id)}`
}
