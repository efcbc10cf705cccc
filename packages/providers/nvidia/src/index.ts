import * as NVIDIA from "./NVIDIA.ts"

export * as NVIDIA from "./NVIDIA.ts"

/** NVIDIA's account. Without a key it is that of the environment, `NVIDIA_API_KEY`. */
export const nvidia = NVIDIA.layer
