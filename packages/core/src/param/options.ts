import * as Schema from "effect/Schema"
import { maybe } from "./free.ts"

/*
 * Objects that a vendor's API defines. Kinds are checked and words are not: the vendor adds some, and judges them.
 */

export const StreamOptions = Schema.Struct({
  include_usage: maybe(Schema.Boolean),
  include_obfuscation: maybe(Schema.Boolean),
  routing_events: maybe(Schema.Boolean)
})

export const WebSearchOptions = Schema.Struct({
  search_context_size: maybe(Schema.String),
  user_location: maybe(
    Schema.Struct({
      type: maybe(Schema.String),
      approximate: maybe(
        Schema.Struct({
          city: maybe(Schema.String),
          country: maybe(Schema.String),
          region: maybe(Schema.String),
          timezone: maybe(Schema.String)
        })
      )
    })
  )
})

export const PromptCacheOptions = Schema.Struct({ mode: maybe(Schema.String), ttl: maybe(Schema.String) })

const Mode = Schema.Struct({ mode: maybe(Schema.String) })

export const Moderation = Schema.Struct({
  model: maybe(Schema.String),
  policy: maybe(Schema.Struct({ input: maybe(Mode), output: maybe(Mode) }))
})
