/** The most bytes of one interim head; a longer one is left to the parser to refuse. */
const most = 16 * 1024

/** `HTTP/1.0 100` and `HTTP/1.1 100`: the digit of the version is not compared. */
const start = Buffer.from("HTTP/1.1 100")
const version = 7

const end = Buffer.from("\r\n\r\n")

/** Whether bytes begin, as far as they go, with the status line of a `100 Continue`. */
const begins = (bytes: Buffer): boolean => {
  const length = Math.min(bytes.length, start.length)
  for (let index = 0; index < length; index++) {
    if (index !== version && bytes[index] !== start[index]) return false
  }
  return true
}

/**
 * Takes `100 Continue` out of what stands before an answer. RFC 9110, 15.2, has a client read past interim answers
 * that it did not ask for; undici takes that one for a broken connection.
 */
export const skipContinue = (): {
  /** A request was written: the next bytes begin an answer. */
  readonly begin: () => void
  /** What is left of the bytes of one read; `null` where nothing is, or more is needed to tell. */
  readonly push: (bytes: Buffer) => Buffer | null
} => {
  let isHead = false
  let held: Buffer | undefined
  return {
    begin: () => {
      isHead = true
    },
    push: (bytes) => {
      if (!isHead) return bytes
      let rest = held === undefined ? bytes : Buffer.concat([held, bytes])
      held = undefined
      while (rest.length > 0 && begins(rest)) {
        const at = rest.length < start.length ? -1 : rest.indexOf(end)
        if (at < 0) {
          if (rest.length > most) break
          held = rest
          return null
        }
        rest = rest.subarray(at + end.length)
      }
      isHead = rest.length === 0
      return isHead ? null : rest
    }
  }
}
