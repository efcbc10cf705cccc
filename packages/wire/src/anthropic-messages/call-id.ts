import { digest } from "../internal/digest.ts"

const plain = /^[A-Za-z0-9_-]{1,64}$/
const ours = /^(?:x_|h_)/

const escape = (char: string): string => `_${char.charCodeAt(0).toString(16).padStart(4, "0")}`

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
