let segmenter: Intl.Segmenter | undefined

/** No character that a person sees is longer than this, in UTF-16 units; beyond it none are counted. */
const longest = 64

/** Texts of these alone have as many characters as units. */
const printable = /^[ -~]*$/

/** Whether a text has at most so many characters, as a person counts them. */
export const fitsCharacters = (text: string, most: number): boolean => {
  if (text.length <= most) return true
  if (text.length > most * longest || printable.test(text)) return false
  let count = 0
  for (const _ of (segmenter ??= new Intl.Segmenter()).segment(text)) if (++count > most) return false
  return true
}
