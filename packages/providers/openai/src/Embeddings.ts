/** OpenAI's embeddings, for other hosts that serve the same models. */
export { models, protocol } from "./openai/embeddings.ts"
