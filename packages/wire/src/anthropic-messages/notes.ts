import type * as Hosts from "../text-form/words.ts"
import type { Forms } from "./forms.ts"
import type { Properties } from "./properties.ts"

export { type Draft, drop, type Notes, translateSame as translate, unread } from "../internal/notes.ts"
export { idOf, nameOf } from "../text-form/words.ts"

/** What names and ids are called at this host. */
export interface Words extends Hosts.Words<Forms> {
  readonly properties: Properties
}
