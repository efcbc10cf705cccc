import * as HuggingFace from "./HuggingFace.ts"

export * as HuggingFace from "./HuggingFace.ts"

/** Hugging Face's account. Without a key it is that of the environment, `HUGGINGFACE_API_KEY`. */
export const huggingface = HuggingFace.layer
