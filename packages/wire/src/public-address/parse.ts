const v4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/

/** Four decimal numbers and nothing else: `0177.1` is an address to some systems, and none here. */
const parseV4 = (text: string): ReadonlyArray<number> | undefined => {
  const found = v4.exec(text)
  const bytes = found?.slice(1).map(Number)
  return bytes?.every((byte) => byte < 256) === true ? bytes : undefined
}

/** Hexadecimal groups, the last two of which may be an IPv4 address. */
const groups = (text: string): ReadonlyArray<number> | undefined => {
  if (text === "") return []
  const all: Array<number> = []
  const parts = text.split(":")
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      const group = Number.parseInt(part, 16)
      all.push(group >> 8, group & 255)
      continue
    }
    const tail = index === parts.length - 1 ? parseV4(part) : undefined
    if (tail === undefined) return undefined
    all.push(...tail)
  }
  return all
}

const parseV6 = (text: string): ReadonlyArray<number> | undefined => {
  const [head, tail, more] = text.split("::")
  if (head === undefined || more !== undefined) return undefined
  const left = groups(head)
  if (left === undefined) return undefined
  if (tail === undefined) return left.length === 16 ? left : undefined
  // An IPv4 address stands at the end or nowhere.
  const right = head.includes(".") ? undefined : groups(tail)
  const gap = right === undefined ? -1 : 16 - left.length - right.length
  return right === undefined || gap < 2 ? undefined : [...left, ...Array<number>(gap).fill(0), ...right]
}

/** The 4 or 16 bytes of an address. With a zone (`%eth0`) it is one of this machine's links, and none here. */
export const parse = (text: string): ReadonlyArray<number> | undefined =>
  text.includes(":") ? parseV6(text) : parseV4(text)
