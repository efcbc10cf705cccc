type Range = readonly [prefix: ReadonlyArray<number>, bits: number]

/** IANA's special-purpose registry for IPv4, and what is not unicast. */
const special4: ReadonlyArray<Range> = [
  [[0], 8],
  [[10], 8],
  [[100, 64], 10],
  [[127], 8],
  [[169, 254], 16],
  [[172, 16], 12],
  [[192, 0, 0], 24],
  [[192, 0, 2], 24],
  [[192, 88, 99], 24],
  [[192, 168], 16],
  [[198, 18], 15],
  [[198, 51, 100], 24],
  [[203, 0, 113], 24],
  [[224], 3]
]

/** The only part of IPv6 that is handed out. */
const unicast6: Range = [[0x20], 3]

/** Within it: protocol assignments (Teredo among them), documentation, 6to4. */
const special6: ReadonlyArray<Range> = [
  [[0x20, 0x01, 0x00], 23],
  [[0x20, 0x01, 0x0d, 0xb8], 32],
  [[0x20, 0x02], 16],
  [[0x3f, 0xff, 0x00], 20]
]

/** Where a network that knows only IPv6 finds IPv4: as public as the address inside. */
const translated: Range = [[0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], 96]

const within = (bytes: ReadonlyArray<number>, [prefix, bits]: Range): boolean => {
  for (let at = 0; at * 8 < bits; at++) {
    const left = bits - at * 8
    const mask = left >= 8 ? 0xff : (0xff << (8 - left)) & 0xff
    if (((bytes[at]! ^ (prefix[at] ?? 0)) & mask) !== 0) return false
  }
  return true
}

export const isPublicV4 = (bytes: ReadonlyArray<number>): boolean =>
  !special4.some((range) => within(bytes, range))

/** IPv4 in IPv6's clothes (`::ffff:0:0/96`, `::/96`) is outside of what is handed out, and so is not public. */
export const isPublicV6 = (bytes: ReadonlyArray<number>): boolean =>
  within(bytes, translated)
    ? isPublicV4(bytes.slice(12))
    : within(bytes, unicast6) && !special6.some((range) => within(bytes, range))
