import type { FailureClass } from "@turnout/core/Failure"

/** Numbers in place of words, by where they stand: a host that numbers its errors is known by its shape. */
const numbers: { readonly [name in FailureClass]?: ReadonlyArray<string> } = {
  // `error.code`, a text of four digits.
  AuthenticationFailed: ["base_resp:1004", "base_resp:2049", "error_code:110", "error_code:111"],
  PermissionDenied: ["1110", "1111", "1112", "1121", "1220", "1311", "1313", "error_code:6"],
  QuotaExhausted: [
    "1113",
    "1304",
    "1308",
    "1309",
    "1310",
    "base_resp:1008",
    "base_resp:2056",
    "3036",
    "error_code:17",
    "error_code:19"
  ],
  ServerError: [
    "1120",
    "1200",
    "1230",
    "1234",
    "base_resp:1000",
    "base_resp:1013",
    "base_resp:1024",
    "base_resp:1033",
    "error_code:2",
    "error_code:336000"
  ],
  ModelNotFound: ["1211", "1212", "1221", "1222"],
  ContextLengthExceeded: ["1261", "base_resp:1039"],
  ContentFiltered: ["1301", "base_resp:1026", "base_resp:1027"],
  RateLimited: [
    "1302",
    "1303",
    "1305",
    "base_resp:1002",
    "base_resp:1041",
    "base_resp:2045",
    "error_code:4",
    "error_code:18",
    "error_code:336501",
    "error_code:336502"
  ],
  Overloaded: ["1312", "3040", "error_code:336100"],
  TimedOut: ["base_resp:1001"],
  InvalidRequest: ["base_resp:2013"]
}

export const numbered: ReadonlyArray<readonly [string, FailureClass]> = Object.entries(numbers).flatMap(
  ([name, codes]) => codes.map((code) => [code, name as FailureClass] as const)
)
