/** What clouds that host Cohere's models need of their embeddings. */
export { models, texts, types, vectorsOf } from "./cohere/embeddings.ts"
