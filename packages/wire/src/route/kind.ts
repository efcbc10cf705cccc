/** What a body is by its first bytes; `unclear` leaves it to the content type. */
export type Kind = "events" | "json" | "page" | "unclear"

/** The kind, and the bytes from where it showed: what was skipped before says nothing. */
export interface Found {
  readonly kind: Kind
  readonly rest: Uint8Array
}

/** Looks at bytes until they tell. `push` gives undefined while they do not; `finish` is told that no more come. */
export interface Sniffer {
  readonly push: (bytes: Uint8Array) => Found | undefined
  readonly finish: () => Found
  /** Comments were among what was skipped: a server may send any number to keep a connection alive. */
  readonly commented: () => boolean
}

const fields = new Set(["data", "event", "id", "retry"])
const longest = 5

export const isSpace = (byte: number): boolean => byte === 32 || byte === 9 || byte === 10 || byte === 13
const isLetter = (byte: number): boolean => byte >= 0x61 && byte <= 0x7a

/** Behind a byte-order mark, white space and comments of an event stream, which may come without end. */
export const make = (): Sniffer => {
  let mark = 0
  let inComment = false
  let commented = false
  /** The word that has begun. */
  let word = ""

  const found = (kind: Kind, bytes: Uint8Array, at: number): Found => {
    const before = new TextEncoder().encode(word)
    const rest = new Uint8Array(before.length + bytes.length - at)
    rest.set(before)
    rest.set(bytes.subarray(at), before.length)
    return { kind, rest }
  }

  return {
    push: (bytes) => {
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at]!
        if (inComment) {
          inComment = byte !== 10 && byte !== 13
          continue
        }
        if (word !== "") {
          if (isLetter(byte) && word.length <= longest) {
            word += String.fromCharCode(byte)
            continue
          }
          const isField = fields.has(word) && (byte === 0x3a || byte === 10 || byte === 13)
          return found(isField ? "events" : "unclear", bytes, at)
        }
        // The three bytes of a mark, wherever they are cut.
        if (mark < 3 && byte === [0xef, 0xbb, 0xbf][mark]) {
          mark++
          continue
        }
        if (isSpace(byte)) continue
        if (byte === 0x3a) inComment = commented = true
        else if (isLetter(byte)) word = String.fromCharCode(byte)
        else {
          const kind = byte === 0x7b || byte === 0x5b ? "json" : byte === 0x3c ? "page" : "unclear"
          return found(kind, bytes, at)
        }
      }
      return undefined
    },
    commented: () => commented,
    finish: () => {
      const kind = commented || fields.has(word) ? "events" : "unclear"
      return found(kind, new Uint8Array(0), 0)
    }
  }
}
