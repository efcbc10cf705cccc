/** What clouds that host Google's models need of their embeddings. */
export { tasks } from "./google/embeddings.ts"
