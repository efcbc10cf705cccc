/*
 * A key that a vendor says in another alphabet: base64 at any offset, hexadecimal, percent-encoded, in escapes of
 * JSON, in another case or backwards. Each of them reveals the key.
 */

const encoder = new TextEncoder()

const base64 = (bytes: Uint8Array): string => {
  let text = ""
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

/** Base64 of the key behind `offset` other bytes, without the digits that depend on its neighbours. */
const shifted = (bytes: Uint8Array, offset: number): string => {
  const padded = new Uint8Array(bytes.length + offset)
  padded.set(bytes, offset)
  const digits = base64(padded).replace(/=+$/, "")
  return digits.slice(offset === 0 ? 0 : offset + 1, padded.length % 3 === 0 ? undefined : -1)
}

/** Shorter ones are no keys, and stand in many a text by chance. */
export const shortest = 8

/** As much of another alphabet as is too much to show. */
const telling = 16

/** What a key is looked for by. */
interface Known {
  readonly small: string
  readonly backwards: string
  readonly forms: ReadonlyArray<string>
  /** A shorter text cannot tell it: most of an answer's fields are not looked at. */
  readonly least: number
}

const knownOf = (secret: string): Known => {
  const bytes = encoder.encode(secret)
  const digits = [0, 1, 2].map((offset) => shifted(bytes, offset))
  const forms = [
    ...digits,
    ...digits.map((each) => each.replaceAll("+", "-").replaceAll("/", "_")),
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  ].filter((form) => form.length >= shortest)
  const small = secret.toLowerCase()
  return {
    small,
    backwards: [...small].toReversed().join(""),
    forms,
    least: Math.min(small.length, secret.length, ...forms.map(({ length }) => Math.min(length, telling)))
  }
}

/** One key is in use for many answers: its forms are made once. */
const kept = new Map<string, Known>()

const known = (secret: string): Known => {
  let all = kept.get(secret)
  if (all === undefined) {
    if (kept.size >= 64) kept.clear()
    kept.set(secret, (all = knownOf(secret)))
  }
  return all
}

/** The text with its escapes undone: `\\u0073`, `\\x73`, `%73`, `&#115;`. */
const plain = (words: string): string =>
  words.replace(/\\+u([\da-f]{4})|\\+x([\da-f]{2})|%([\da-f]{2})|&#(\d{1,5});/gi, (_, a, b, c, decimal) =>
    String.fromCharCode(decimal === undefined ? parseInt((a ?? b ?? c) as string, 16) : Number(decimal))
  )

/** Whether a piece of the form stands in the words. A long text is asked for whole forms alone. */
const stands = (words: string, form: string): boolean => {
  if (words.length > 4_000 || form.length <= telling) return words.includes(form)
  for (let start = 0; start + telling <= form.length; start++) {
    if (words.includes(form.slice(start, start + telling))) return true
  }
  return false
}

/** Whether the words tell the key, plainly or in another alphabet. */
export const tells = (words: string, secret: string): boolean => {
  if (secret.length < shortest || words.length < shortest) return false
  const { backwards, forms, least, small } = known(secret)
  if (words.length < least) return false
  if (words.includes(secret)) return true
  const lower = plain(words).toLowerCase()
  if (lower.includes(small) || lower.includes(backwards)) return true
  const bare = lower.replace(/[\s:-]/g, "")
  return forms.some((form) => stands(words, form) || stands(bare, form.toLowerCase()))
}
