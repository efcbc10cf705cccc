/** What is known of Google's models by their ids, for packages of clouds that host them. */
export { elsewhere, models, quirks } from "./google/models.ts"
