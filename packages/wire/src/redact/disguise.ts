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

/** The key in other alphabets, as they are looked for in one spelling. */
interface Forms {
  /** For a long text, which is asked for whole ones alone. */
  readonly whole: ReadonlyArray<string>
  /** Those of no more than a telling length, and all pieces of that length of the others. */
  readonly short: ReadonlyArray<string>
  readonly pieces: ReadonlySet<string>
}

const formsOf = (whole: ReadonlyArray<string>): Forms => {
  const pieces = new Set<string>()
  for (const form of whole) {
    for (let start = 0; start + telling < form.length; start++) pieces.add(form.slice(start, start + telling))
    if (form.length > telling) pieces.add(form.slice(-telling))
  }
  return { whole, short: whole.filter(({ length }) => length <= telling), pieces }
}

/** What a key is looked for by. */
interface Known {
  readonly small: string
  readonly backwards: string
  readonly exact: Forms
  /** The same in lower case. */
  readonly lower: Forms
  /** A shorter text cannot tell it: most of an answer's fields are not looked at. */
  readonly least: number
  /** Names of fields, and short values, that do not tell it: most answers have the same ones. */
  readonly names: Set<string>
  readonly values: Set<string>
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
    exact: formsOf(forms),
    lower: formsOf(forms.map((form) => form.toLowerCase())),
    names: new Set(),
    values: new Set(),
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
  !/[\\%&]/.test(words)
    ? words
    : words.replace(/\\+u([\da-f]{4})|\\+x([\da-f]{2})|%([\da-f]{2})|&#(\d{1,5});/gi, (_, a, b, c, decimal) =>
        String.fromCharCode(decimal === undefined ? parseInt((a ?? b ?? c) as string, 16) : Number(decimal))
      )

/** Texts of no more than this length are cut into pieces themselves: a key has hundreds of them. */
const brief = 64

/** Whether a piece of a form stands in the words. */
const stands = (words: string, { pieces, short, whole }: Forms): boolean => {
  if (words.length > 4_000) return includesAny(words, whole)
  if (includesAny(words, short)) return true
  if (words.length > brief) return includesAny(words, pieces)
  for (let start = 0; start + telling <= words.length; start++) {
    if (pieces.has(words.slice(start, start + telling))) return true
  }
  return false
}

const includesAny = (words: string, forms: Iterable<string>): boolean => {
  for (const form of forms) if (words.includes(form)) return true
  return false
}

/** Whether the words tell the key, plainly or in another alphabet. */
export const tells = (words: string, secret: string): boolean => {
  if (secret.length < shortest || words.length < shortest) return false
  const { backwards, exact, least, lower: lowerForms, small } = known(secret)
  if (words.length < least) return false
  if (words.includes(secret)) return true
  const lower = plain(words).toLowerCase()
  if (lower.includes(small) || lower.includes(backwards)) return true
  const bare = lower.replace(/[\s:-]/g, "")
  return stands(words, exact) || stands(bare, lowerForms)
}

/** How many are remembered for a key: a vendor may make up any number of them. */
const most = 500

/** The same of what most answers have in common, the name of a field or a short value: it is looked at once. */
export const commonTells = (words: string, secret: string, kind: "names" | "values"): boolean => {
  if (secret.length < shortest || words.length < shortest) return false
  const all = known(secret)
  if (words.length < all.least) return false
  if (words.length > brief) return tells(words, secret)
  const clean = all[kind]
  if (clean.has(words)) return false
  if (tells(words, secret)) return true
  if (clean.size < most) clean.add(words)
  return false
}
