import { digest } from "./internal/digest.ts"

/** A vendor's requirements for a short text, such as a name or an id. Absent fields are not required. */
export interface TextForm {
  /** Matches one character that the text may hold. */
  readonly character?: RegExp
  /** Matches a character that the text may begin with. */
  readonly first?: RegExp
  /** The most UTF-16 units. Default: 64 for what has to be rewritten, else no limit. */
  readonly max?: number
  /** The fewest UTF-16 units. Default: 1. */
  readonly min?: number
  /** Texts that are refused for what they say: an e-mail address as the id of a user, for one. */
  readonly refuses?: ReadonlyArray<RegExp>
  /** What stands before a digest. Default: the beginning of the text, where there is room for it. */
  readonly prefix?: string
}

/** Rewritten texts are told by these; a text that happens to hold one is rewritten too, so that no two meet. */
const escaped = /-x[0-9a-f]{1,4}-|-h[0-9a-f]{32}$/

const fits = (text: string, form: TextForm): boolean => {
  const { character, first, max = Infinity, min = 1, refuses = [] } = form
  if (text.length < min || text.length > max) return false
  if (first !== undefined && !first.test(text[0]!)) return false
  if (character !== undefined && !every(text, character)) return false
  return !refuses.some((pattern) => pattern.test(text))
}

const every = (text: string, character: RegExp): boolean => {
  for (let index = 0; index < text.length; index++) if (!character.test(text[index]!)) return false
  return true
}

/** Whether a hyphen, which sets off all that is rewritten, may stand in the text. */
const hyphenates = ({ character }: TextForm): boolean => character === undefined || character.test("-")

/** Every unit that may not stand there, and every hyphen, as `-x<hex>-`: what comes out can be read back. */
const spell = (text: string, { character, first }: TextForm): string => {
  let spelled = ""
  for (let index = 0; index < text.length; index++) {
    const unit = text[index]!
    // A leading `_` is spelled out where one is put in front of what may not begin.
    const begins = index > 0 || first === undefined || (first.test(unit) && unit !== "_")
    const stands = unit !== "-" && begins && (character === undefined || character.test(unit))
    spelled += stands ? unit : `-x${unit.charCodeAt(0).toString(16)}-`
  }
  return first === undefined || spelled === "" || first.test(spelled[0]!) ? spelled : `_${spelled}`
}

const digested = (text: string, form: TextForm): string => {
  const { max = 64, prefix } = form
  const hash = digest(text)
  if (prefix !== undefined && prefix.length + hash.length <= max) return `${prefix}${hash}`
  const room = max - hash.length - 2
  if (room < 0 || !hyphenates(form)) {
    // Where there is less room than for all of it, each character holds as much as letters and digits can.
    return max > hash.length ? `h${hash}` : `h${BigInt(`0x${hash}`).toString(36)}`.slice(0, max)
  }
  const head = form.refuses === undefined ? spell(text.slice(0, room), form).slice(0, room) : ""
  return head === "" ? `h${hash}` : `${head}-h${hash}`
}

/**
 * The text in the required form: unchanged if it fits, else escaped, else a digest. Different texts stay different
 * (up to collisions of 128 bits, or of what fits), and the result is the same in every turn.
 */
export const toForm = (text: string, form: TextForm | undefined): string => {
  if (form === undefined) return text
  const isPlain = form.character === undefined || form.prefix !== undefined || !escaped.test(text)
  if (isPlain && fits(text, form)) return text
  if (form.character === undefined || form.prefix !== undefined || !hyphenates(form))
    return digested(text, form)
  // What is too long is no shorter when it is spelled.
  if (form.max !== undefined && text.length > form.max) return digested(text, form)
  const spelled = spell(text, form)
  return fits(spelled, form) ? spelled : digested(text, form)
}
