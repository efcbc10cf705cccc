import type * as Hosts from "../text-form/words.ts"
import type { Forms } from "./forms.ts"

export { type Draft, drop, type Notes, translateSame as translate, unread } from "../internal/notes.ts"
export { idOf, nameOf } from "../text-form/words.ts"

/** What names and ids are called at this host. */
export type Words = Hosts.Words<Forms>
