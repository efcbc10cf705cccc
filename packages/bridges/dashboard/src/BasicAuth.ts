import type { Authenticate } from "./Dashboard.ts"

export interface BasicAuthOptions {
  readonly user: string
  readonly password: string
}

const digest = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))

/** In the same time whatever differs. */
const isSame = (left: Uint8Array, right: Uint8Array): boolean =>
  left.reduce((difference, byte, index) => difference | (byte ^ right[index]!), 0) === 0

const decoded = (base64: string): string | undefined => {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))
  } catch {
    return undefined
  }
}

/**
 * A user and a password that the browser asks for. Only behind TLS or on loopback: they are sent with every request. Throws if
 * the password is shorter than 12 characters.
 */
export const basicAuth = ({ password, user }: BasicAuthOptions): Authenticate => {
  if (
    typeof password !== "string" ||
    password.length < 12 ||
    typeof user !== "string" ||
    user.includes(":")
  ) {
    throw new TypeError("'password' needs 12 characters at least, and 'user' may hold no colon.")
  }
  const expected = digest(`${user}:${password}`)
  return async ({ headers }) => {
    const [scheme = "", given = ""] = (headers.get("authorization") ?? "").split(" ")
    const credentials = scheme.toLowerCase() === "basic" ? decoded(given) : undefined
    const isRight = isSame(await expected, await digest(credentials ?? ""))
    if (isRight && credentials !== undefined) return true
    return new Response("Not authenticated.\n", {
      status: 401,
      headers: { "www-authenticate": 'Basic realm="Turnout", charset="UTF-8"', "cache-control": "no-store" }
    })
  }
}
