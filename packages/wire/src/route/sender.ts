import type { Credential } from "@turnout/core/Provider"
import * as Redacted from "effect/Redacted"
import type { Address } from "../Address.ts"
import { type Auth, isSigning, type Signing } from "../Auth.ts"
import { userAgent } from "../UserAgent.ts"

type Headers = { readonly [name: string]: string }

/** What a key makes of every request. */
export interface Sender {
  readonly address: Address
  readonly secret: string
  /** Headers of a request whose answer comes whole. */
  readonly whole: Headers
  readonly streamed: Headers
}

/** Of a platform's key that is fixed, made once: it stands in as many requests as there are. */
export const make = (
  contentType: string,
  address: Address,
  auth: Auth | Signing
): ((credential: Credential) => Sender) => {
  const { basic, headers } = address
  const headersOf = ({ key }: Credential, accept: string): Headers => ({
    "content-type": "application/json",
    "user-agent": userAgent,
    accept,
    ...(basic === undefined ? {} : { authorization: Redacted.value(basic) }),
    ...headers,
    ...(isSigning(auth) ? {} : auth(key))
  })
  const senderOf = (credential: Credential): Sender => ({
    address,
    secret: Redacted.value(credential.key),
    whole: headersOf(credential, "application/json"),
    streamed: headersOf(credential, contentType)
  })
  const fixed = new WeakMap<Credential, Sender>()
  return (credential) => {
    // One that is asked for, or comes with a call, is another value each time.
    if (credential.ask !== undefined || credential.owner === "byok") return senderOf(credential)
    let sender = fixed.get(credential)
    if (sender === undefined) fixed.set(credential, (sender = senderOf(credential)))
    return sender
  }
}
