/** A JSON value as `JSON.parse` gives it. */
export type Json = null | boolean | number | string | ReadonlyArray<Json> | JsonObject

/** A JSON object; keys are open, so never look one up without `Object.hasOwn`. */
export interface JsonObject {
  readonly [key: string]: Json
}
