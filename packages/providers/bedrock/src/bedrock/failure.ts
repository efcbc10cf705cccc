import { type Failure, type FailureClass, MalformedResponse } from "@turnout/core/Failure"
import { object, parse, readError, text } from "@turnout/wire/NativeAnswer"
import * as Status from "@turnout/wire/Status"
import type { EventFrame } from "./events.ts"

/** The service's exceptions, without `Exception` and with a small first letter, as frames have them. */
const classes: { readonly [name: string]: FailureClass } = {
  accessDenied: "PermissionDenied",
  expiredToken: "AuthenticationFailed",
  unrecognizedClient: "AuthenticationFailed",
  invalidClientTokenId: "AuthenticationFailed",
  invalidSignature: "AuthenticationFailed",
  incompleteSignature: "AuthenticationFailed",
  missingAuthenticationToken: "AuthenticationFailed",
  signatureDoesNotMatch: "AuthenticationFailed",
  validation: "InvalidRequest",
  serialization: "InvalidRequest",
  conflict: "ServerError",
  resourceNotFound: "ModelNotFound",
  unknownOperation: "ModelNotFound",
  modelTimeout: "TimedOut",
  modelError: "ServerError",
  modelStreamError: "ServerError",
  throttling: "RateLimited",
  tooManyRequests: "RateLimited",
  modelNotReady: "Overloaded",
  serviceQuotaExceeded: "QuotaExhausted",
  internalServer: "ServerError",
  internalFailure: "ServerError",
  serviceUnavailable: "Overloaded"
}

const codes: Status.Codes = new Map(Object.entries(classes))

/** `ThrottlingException:http://…`, in a header or in the body, with or without a namespace. */
const nameOf = (written: string | undefined): string | undefined => {
  const name = written
    ?.split(":")[0]
    ?.split("#")
    .at(-1)
    ?.replace(/Exception$/, "")
  return name === undefined || name === "" ? undefined : name[0]!.toLowerCase() + name.slice(1)
}

/** A key that is refused is a 403 here, as a model that an account may not use. */
const refused =
  /api key|bearer token|authentication failed|security token|signature (?:expired|not yet current)/i

interface Told {
  readonly status?: number
  readonly headers: { readonly [name: string]: string }
  readonly name: string | undefined
  readonly body: string
  readonly now: number
}

const toFailure = ({ body, headers, name, now, status }: Told): Failure => {
  const json = object(parse(body)) ?? {}
  const message = text(json["message"]) ?? text(json["Message"]) ?? readError(json).message
  const isKey = name === "accessDenied" && message !== undefined && refused.test(message)
  return Status.toFailure(
    {
      ...(status === undefined ? {} : { status }),
      headers,
      code: isKey ? "unrecognizedClient" : name,
      message,
      body,
      now
    },
    codes
  )
}

/** A status other than 2xx. */
export const ofResponse = (
  status: number,
  headers: { readonly [name: string]: string },
  body: string,
  now: number
): Failure => {
  const json = object(parse(body)) ?? {}
  const written = headers["x-amzn-errortype"] ?? text(json["__type"]) ?? text(json["code"])
  return toFailure({ status, headers, name: nameOf(written), body, now })
}

/** What went wrong inside an accepted answer. */
export const ofFrame = ({ data, type }: EventFrame): Failure =>
  toFailure({ headers: {}, name: nameOf(type), body: data, now: 0 })

export const malformed = (rule: string, message: string): Failure =>
  new MalformedResponse({ message, rule: `frame:${rule}` })
