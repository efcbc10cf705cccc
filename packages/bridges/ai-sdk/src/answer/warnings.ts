import type { SharedV4Warning } from "@ai-sdk/provider"
import type { Warning } from "@turnout/core/Warning"

/** A change of the request as the AI SDK tells it. */
export const toWarning = ({ code, message, param, suggestion, type }: Warning): SharedV4Warning => {
  const details = suggestion === undefined ? message : `${message} Use ${suggestion}.`
  const feature = param ?? code
  switch (type) {
    case "unsupported_parameter":
    case "unsupported_field":
    case "reasoning_dropped":
      return { type: "unsupported", feature, details }
    case "defaulted_parameter":
    case "schema_weakened":
    case "unverified_parameter":
      return { type: "compatibility", feature, details }
    case "deprecated_parameter":
      return { type: "deprecated", setting: feature, message: details }
    case "blocked_field":
    case "stream_switched":
    case "changed_request":
    case "not_cached":
      return { type: "other", message: details }
  }
}
