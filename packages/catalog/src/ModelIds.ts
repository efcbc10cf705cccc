/** Names of models, by the catalog id of the vendor that serves them: types, for editors that complete them. */
export type { ModelIds } from "./data/model-ids.ts"
