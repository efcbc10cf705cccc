import * as SiliconFlow from "./SiliconFlow.ts"

export * as SiliconFlow from "./SiliconFlow.ts"

/** SiliconFlow's account. Without a key it is that of the environment, `SILICONFLOW_API_KEY`. */
export const siliconflow = SiliconFlow.layer
