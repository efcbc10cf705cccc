import * as LlamaCpp from "./LlamaCpp.ts"
import * as LmStudio from "./LmStudio.ts"
import * as Vllm from "./Vllm.ts"

export * as LlamaCpp from "./LlamaCpp.ts"
export * as LmStudio from "./LmStudio.ts"
export * as Vllm from "./Vllm.ts"

/** A vLLM server: that of the environment, `VLLM_BASE_URL`, or the usual port of this machine. */
export const vllm = Vllm.layer

/** LM Studio: that of the environment, `LM_STUDIO_BASE_URL`, or the usual port of this machine. */
export const lmstudio = LmStudio.layer

/** A llama.cpp server: that of the environment, `LLAMA_CPP_BASE_URL`, or the usual port of this machine. */
export const llamacpp = LlamaCpp.layer
