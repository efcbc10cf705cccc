import * as Ollama from "./Ollama.ts"

export * as Ollama from "./Ollama.ts"

/** A server of Ollama: that of the environment (`OLLAMA_HOST`), or of this machine. */
export const ollama = Ollama.layer
