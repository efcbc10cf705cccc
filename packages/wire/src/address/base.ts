import * as Redacted from "effect/Redacted"

/** A base URL as it is meant. */
export interface Base {
  /** Scheme, host and path, without a slash at the end. */
  readonly url: string
  /** Without its question mark; empty where there is none. */
  readonly query: string
  /** Of the user and the password in it. */
  readonly basic?: Redacted.Redacted
}

/** Characters without a width, as they come with what is copied. */
const unseen = /^[\s\u200b-\u200d\u2060\ufeff]+|[\s\u200b-\u200d\u2060\ufeff]+$/g

/** Straight and typographic quotes. */
const quoted = /^(?:(["'`]).*\1|“.*”|‘.*’|«.*»)$/s

/** White space and quotes around a value, as files of variables and word processors leave them. */
export const trimmed = (text: string): string => {
  const bare = text.replace(unseen, "")
  return bare.length > 1 && quoted.test(bare) ? bare.slice(1, -1).replace(unseen, "") : bare
}

/**
 * A base URL as people write it: with white space or quotes around it, slashes at its end, a query, a user and a
 * password, its version twice. The text that comes instead says what is wrong; it never quotes what was written.
 */
export const baseOf = (written: string): Base | string => {
  const text = trimmed(written)
  if (/\s/.test(text)) return "holds white space."
  const scheme = /^([a-z][\w+.-]*):\/\//i.exec(text)?.[1]
  if (scheme === undefined) return "has no scheme: it begins with https:// or http://."
  if (!/^https?$/i.test(scheme)) return "is no address on the web: it begins with https:// or http://."
  if (/,https?:/i.test(text)) return "is more than one URL."
  if (/^\w+:\/\/https?(?::\/|\/)/i.test(text)) return "has its scheme twice."
  if (/[\p{Cc}\p{Cf}]/u.test(text)) return "has a character in it that no URL has."
  if (!URL.canParse(text)) return "is no URL."
  const { origin, password, pathname, search, username } = new URL(text)
  const path = pathname.replace(/\/+$/, "").replace(/(\/v\d\w*)\1+$/, "$1")
  const base = { url: origin + path, query: search.slice(1) }
  if (username === "" && password === "") return base
  const user = `${decoded(username)}:${decoded(password)}`
  return { ...base, basic: Redacted.make(`Basic ${toBase64(user)}`) }
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const toBase64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""))
