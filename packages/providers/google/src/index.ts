import * as Google from "./Google.ts"

export * as Google from "./Google.ts"

/** Google's account for the Gemini API. Without a key it is that of the environment, `GEMINI_API_KEY`. */
export const google = Google.layer
