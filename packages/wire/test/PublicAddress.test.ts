import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { isPublic, literalOf } from "../src/PublicAddress.ts"

const byte = fc.nat(255)
const v4 = (...first: ReadonlyArray<fc.Arbitrary<number>>) =>
  fc.tuple(...Array.from({ length: 4 }, (_, index) => first[index] ?? byte)).map((bytes) => bytes.join("."))
const is = (value: number) => fc.constant(value)
const from = (min: number, max: number) => fc.integer({ min, max })

/** Every block that is no public unicast, by its name in IANA's registry. */
const special4: { readonly [name: string]: fc.Arbitrary<string> } = {
  "this network": v4(is(0)),
  "private 10/8": v4(is(10)),
  "shared (CGNAT)": v4(is(100), from(64, 127)),
  loopback: v4(is(127)),
  "link-local, cloud metadata among it": v4(is(169), is(254)),
  "private 172.16/12": v4(is(172), from(16, 31)),
  "protocol assignments": v4(is(192), is(0), is(0)),
  "documentation 1": v4(is(192), is(0), is(2)),
  "6to4 relays": v4(is(192), is(88), is(99)),
  "private 192.168/16": v4(is(192), is(168)),
  benchmarking: v4(is(198), from(18, 19)),
  "documentation 2": v4(is(198), is(51), is(100)),
  "documentation 3": v4(is(203), is(0), is(113)),
  multicast: v4(from(224, 239)),
  "reserved and broadcast": v4(from(240, 255))
}

/** The neighbours of those blocks, and some that everybody knows. */
const public4 = [
  "1.0.0.0",
  "9.255.255.255",
  "11.0.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "126.255.255.255",
  "128.0.0.0",
  "169.253.255.255",
  "169.255.0.0",
  "172.15.255.255",
  "172.32.0.0",
  "192.0.1.0",
  "192.0.3.0",
  "192.88.98.255",
  "192.88.100.0",
  "192.167.255.255",
  "192.169.0.0",
  "198.17.255.255",
  "198.20.0.0",
  "198.51.99.255",
  "198.51.101.0",
  "203.0.112.255",
  "203.0.114.0",
  "223.255.255.255",
  "8.8.8.8"
]

const hex = (group: number) => group.toString(16)
const group = fc.nat(0xffff)

/** Any spelling of eight groups: with zeros in front, in capitals, with one run of zeros left out. */
const spelled = (groups: ReadonlyArray<number>): fc.Arbitrary<string> => {
  const runs: Array<readonly [number, number]> = []
  for (let at = 0; at < 8; at++) {
    let end = at
    while (end < 8 && groups[end] === 0) end++
    if (end - at > 1) runs.push([at, end])
  }
  const plain = groups.map(hex)
  const forms = [
    plain.join(":"),
    plain.map((each) => each.padStart(4, "0")).join(":"),
    plain.join(":").toUpperCase()
  ]
  for (const [at, end] of runs) forms.push(`${plain.slice(0, at).join(":")}::${plain.slice(end).join(":")}`)
  return fc.constantFrom(...forms)
}

const v6 = (...first: ReadonlyArray<fc.Arbitrary<number>>) =>
  fc.tuple(...Array.from({ length: 8 }, (_, index) => first[index] ?? group)).chain(spelled)

const special6: { readonly [name: string]: fc.Arbitrary<string> } = {
  unspecified: v6(...Array.from({ length: 8 }, () => is(0))),
  loopback: v6(...Array.from({ length: 7 }, () => is(0)), is(1)),
  "unique local": v6(from(0xfc00, 0xfdff)),
  "link-local": v6(from(0xfe80, 0xfebf)),
  "site-local": v6(from(0xfec0, 0xfeff)),
  multicast: v6(from(0xff00, 0xffff)),
  "discard only": v6(is(0x100), is(0), is(0), is(0)),
  "local translation": v6(is(0x64), is(0xff9b), is(1)),
  "not handed out, below": v6(from(0, 0x1fff)),
  "not handed out, above": v6(from(0x4000, 0xfbff)),
  Teredo: v6(is(0x2001), is(0)),
  "protocol assignments": v6(is(0x2001), from(0, 0x1ff)),
  documentation: v6(is(0x2001), is(0xdb8)),
  "newer documentation": v6(is(0x3fff), from(0, 0xfff)),
  "6to4": v6(is(0x2002))
}

describe("an address that is not public", () => {
  for (const [name, addresses] of Object.entries({ ...special4, ...special6 })) {
    it(`is one of: ${name}`, () => {
      fc.assert(
        fc.property(addresses, (address) => assert.isFalse(isPublic(address), address)),
        { numRuns: 300 }
      )
    })
  }

  it("is any IPv4 address in IPv6's clothes, public or not, in either spelling", () => {
    fc.assert(
      fc.property(byte, byte, byte, byte, (a, b, c, d) => {
        for (const prefix of ["::ffff:", "::", "::ffff:0:", "2002:"]) {
          assert.isFalse(isPublic(`${prefix}${a}.${b}.${c}.${d}`))
          assert.isFalse(isPublic(`${prefix}${hex((a << 8) | b)}:${hex((c << 8) | d)}`))
        }
      })
    )
  })

  it("is anything that is no address", () => {
    const texts = [
      "",
      "localhost",
      "8.8.8",
      "8.8.8.8.8",
      "8.8.8.256",
      "08.8.8.8",
      "0x8.8.8.8",
      "134744072",
      "8.8.8.8 ",
      "2600::1%eth0",
      "2600:::1",
      "2600::1::2",
      "2600:0:0:0:0:0:0:0:1",
      "2600:0:0:0:0:0:0",
      "26000::1",
      "g600::1",
      "2600:8.8.8.8::",
      "[2600::1]",
      ":",
      "2600:"
    ]
    for (const text of texts) assert.isFalse(isPublic(text), text)
    fc.assert(fc.property(fc.string(), (text) => assert.isBoolean(isPublic(text))))
  })
})

describe("an address that is public", () => {
  it("is any other, up to the very edge of a special block", () => {
    for (const address of public4) assert.isTrue(isPublic(address), address)
    for (const address of [
      "2001:200::",
      "2600::",
      "2606:4700:4700::1111",
      "3ffe:ffff::1",
      "2003::",
      "2001:db7::1"
    ]) {
      assert.isTrue(isPublic(address), address)
    }
  })

  it("is as public behind a translator of the well-known prefix as it is without", () => {
    fc.assert(
      fc.property(v4(), (address) => assert.strictEqual(isPublic(`64:ff9b::${address}`), isPublic(address)))
    )
  })

  it("is public in every spelling", () => {
    fc.assert(fc.property(v6(is(0x2600)), (address) => assert.isTrue(isPublic(address), address)))
  })
})

describe("the host of a URL", () => {
  it("is an address however it is disguised", () => {
    for (const host of [
      "127.0.0.1",
      "127.1",
      "0177.0.0.1",
      "0x7f.0.0.1",
      "2130706433",
      "0x7f000001",
      "127.0.0.1.",
      "１２７.0.0.1",
      "[::1]",
      "[0:0:0:0:0:0:0:1]",
      "[::ffff:127.0.0.1]",
      "0"
    ]) {
      const literal = literalOf(new URL(`http://${host}/`).hostname)
      assert.isDefined(literal, host)
      assert.isFalse(isPublic(literal), host)
    }
    assert.isUndefined(literalOf(new URL("http://example.org/").hostname))
    assert.isUndefined(literalOf("127.0.0.1.nip.io"))
  })
})
