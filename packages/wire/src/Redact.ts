const most = 1_000

/** Shapes that secrets have wherever they come from: bearer tokens, `sk-…`, masked keys, long mixed tokens. */
const secretShapes =
  /\b(?:[Bb]earer|BEARER|[Bb]asic)\s+(?=\S*[\d*…])\S{6,}|\bsk[-_][\w\-*….]{6,}|[\w-]+(?:\*{2,}|…(?=\w))[\w\-*]*|(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)\b[\w-]{28,}/g

const mask = "[redacted]"

/** Cut at a whole character, with an ellipsis for what is missing. */
const cut = (text: string, length: number): string => {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  return `${text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length)}…`
}

/** A vendor's words, without anything that looks like a key, cut to a bounded length. */
export const text = (words: string, length = most): string =>
  // What is cut off is never looked at; what straddles the cut is redacted before it.
  cut(words.slice(0, length + 400).replace(secretShapes, mask), length)
