/** Letters and digits alone: callers write `api_key`, `API-KEY`, `api.key` and `apiKey`. */
const bare = (name: string): string =>
  (isPlain.test(name) ? name : name.normalize("NFKC")).toLowerCase().replace(/[^a-z0-9]/g, "")

const isPlain = /^[ -~]*$/

const names = new Set(
  [
    "api_key",
    "authorization",
    "auth",
    "bearer",
    "token",
    "access_token",
    "secret",
    "secret_key",
    "credential",
    "credentials",
    "password",
    "x-api-key",
    "x-auth-token"
  ].map(bare)
)

/** Longer than any name of a provider with what a key can be called behind it. */
const longest = 200

/** Behind the name of a provider these are its key; with the other names much may end. */
const keys = [
  "apikey",
  "apikeys",
  "apitoken",
  "accesstoken",
  "authtoken",
  "bearertoken",
  "refreshtoken",
  "sessiontoken",
  "authorization",
  "clientsecret",
  "privatekey",
  "secretkey",
  "secretaccesskey"
]

/** What all of the names and all of the keys end with: most fields are none of them. */
const maybe = /(?:keys?|token|auth|authorization|bearer|secret|credentials?|password)[^a-z0-9]*$/i

/**
 * Whether a field of this name would carry a credential, whatever its case and its separators: the contract's names,
 * and those of a key behind the name of a provider, `OPENAI_API_KEY` or `openaiapikey`.
 */
export const isCredential = (field: string): boolean => {
  if (field.length > longest) return false
  if (isPlain.test(field) && !maybe.test(field)) return false
  const name = bare(field)
  // Headers of one's own are written with an `x-` in front.
  return (
    names.has(name) ||
    (name.startsWith("x") && names.has(name.slice(1))) ||
    keys.some((key) => name.endsWith(key))
  )
}
