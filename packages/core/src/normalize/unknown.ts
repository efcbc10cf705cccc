import { isCredential } from "../CredentialNames.ts"
import { nearest } from "../Nearest.ts"
import { dotted, type Findings, tell, violation } from "../refusal/violation.ts"

/** Fields that the contract does not know, where the host refuses them. */
export const rejectUnknown = (
  unknown: ReadonlyArray<string>,
  names: ReadonlyArray<string>,
  out: Findings
): void =>
  tell(
    out,
    unknown.filter((key) => !isCredential(key)),
    (key) => {
      const [near] = nearest(key, names)
      const hint = near === undefined ? "" : ` Did you mean '${near}'?`
      return violation(dotted([key]), "unknown_parameter", `Unknown parameter: '${key.slice(0, 64)}'.${hint}`)
    }
  )
