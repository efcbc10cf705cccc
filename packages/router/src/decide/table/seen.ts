/** Whether a text was asked about lately; it counts as asked from then on. Sometimes wrongly true, and never large. */
export type Seen = (text: string) => boolean

const slots = 256

/**
 * By hash, in slots that later texts take over: what is asked about once leaves no more than a number, so that a cache
 * behind it holds what is used again.
 */
export const make = (): Seen => {
  const hashes = new Int32Array(slots)
  return (text) => {
    let hash = 0x811c_9dc5 ^ text.length
    for (let index = 0; index < text.length; index++)
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193)
    const slot = (hash ^ (hash >>> 15)) & (slots - 1)
    if (hashes[slot] === hash) return true
    hashes[slot] = hash
    return false
  }
}
