import type * as Hosts from "../text-form/words.ts"
import type { Forms, Quirks } from "./dialect.ts"

export {
  type Draft,
  drop,
  type Notes,
  rename,
  translateSame as translate,
  unread
} from "../internal/notes.ts"
export { idOf, nameOf } from "../text-form/words.ts"

/** What names and ids are called at this host, and how its model is spoken to. */
export interface Words extends Hosts.Words<Forms> {
  readonly quirks: Quirks
}
