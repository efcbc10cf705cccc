/** The other name of a key, or its own. */
export type KeyName = (key: string) => string

/** Rewrites the keys at the top of one JSON object, whose text may come in pieces. Everything else stays as it is written. */
export interface Renaming {
  readonly push: (text: string) => string
  /** What is held of a key that never ended. */
  readonly rest: () => string
}

const named = (written: string, nameOf: KeyName): string => {
  try {
    const key = JSON.parse(written) as string
    const name = nameOf(key)
    return name === key ? written : JSON.stringify(name)
  } catch {
    return written
  }
}

export const renaming = (nameOf: KeyName): Renaming => {
  let depth = 0
  let isObject = false
  let quoted = false
  let escaped = false
  /** A string here is a key. */
  let atKey = false
  let key: string | undefined
  const push = (text: string): string => {
    let out = ""
    let from = 0
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index)
      if (quoted) {
        if (escaped) escaped = false
        else if (unit === 0x5c) escaped = true
        else if (unit === 0x22) {
          quoted = false
          if (key === undefined) continue
          out += named(key + text.slice(from, index + 1), nameOf)
          key = undefined
          atKey = false
          from = index + 1
        }
      } else if (unit === 0x22) {
        quoted = true
        if (!atKey) continue
        out += text.slice(from, index)
        key = ""
        from = index
      } else if (unit === 0x7b || unit === 0x5b) {
        if (depth++ === 0) isObject = atKey = unit === 0x7b
        else atKey = false
      } else if (unit === 0x7d || unit === 0x5d) depth--
      else if (unit === 0x2c) atKey = isObject && depth === 1
    }
    if (key === undefined) return out + text.slice(from)
    key += text.slice(from)
    return out
  }
  return { push, rest: () => key ?? "" }
}

/** The whole text of one object, renamed. */
export const rename = (text: string, nameOf: KeyName): string => {
  const { push, rest } = renaming(nameOf)
  return push(text) + rest()
}
