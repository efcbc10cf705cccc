/**
 * What a protocol of another package reads native answers with: a value of another type than expected is as good as
 * absent, and nothing throws.
 */
export { array, at, count, isObject, object, parse, parseExact, text } from "./internal/json.ts"
export { compactOf, sourceOf } from "@turnout/core/RawJson"
export { type Extra, fieldsOf, read as readExtra } from "./internal/extra.ts"
export { grown, told } from "./internal/counts.ts"
export { isError, read as readError, type Said } from "./internal/error-body.ts"
export { answerTool, nameFromNative } from "./internal/answer-tool.ts"
